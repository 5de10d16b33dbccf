package io.chatka.internal.redis;

import io.lettuce.core.api.async.RedisServerAsyncCommands;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The name that a Redis process has as long as it runs: another one may have come back with older data. */
final class RedisRun {
    private static final Pattern RUN_ID = Pattern.compile("(?m)^run_id:(\\w+)");

    /** The two connections lead to two of them. */
    static final class TwoRunsException extends RuntimeException {
        private static final long serialVersionUID = 1;

        TwoRunsException() {
            super("its two connections lead to two Redis processes, as after a failover; opening the older one again");
        }
    }

    private RedisRun() {}

    /** Whether both are known and not the same. */
    static boolean differ(String one, String other) {
        return !one.isEmpty() && !other.isEmpty() && !one.equals(other);
    }

    /** @param info its INFO, by field; without the name if it may not be asked, and then this is empty */
    static String of(Map<String, String> info) {
        return info.getOrDefault("run_id", "");
    }

    /** Empty if it may not be asked. */
    static CompletionStage<String> of(RedisServerAsyncCommands<?, ?> commands) {
        return commands.info("server").handle((info, refused) -> {
            Matcher found = RUN_ID.matcher(info == null ? "" : info);
            return found.find() ? found.group(1) : "";
        });
    }
}
