package io.chatka.internal.redis;

import io.lettuce.core.api.async.RedisServerAsyncCommands;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The name of a Redis process (its {@code run_id}), new at each start: another process may have
 * older data.
 */
final class RedisRun {
    private static final Pattern RUN_ID = Pattern.compile("(?m)^run_id:(\\w+)");

    /** The two connections lead to two processes. */
    static final class TwoRunsException extends RuntimeException {
        private static final long serialVersionUID = 1;

        TwoRunsException() {
            super(
                    "the two connections lead to two Redis processes, as after a failover; the node reopens the older one");
        }
    }

    private RedisRun() {}

    /** Whether both are known and different. */
    static boolean differ(String one, String other) {
        return !one.isEmpty() && !other.isEmpty() && !one.equals(other);
    }

    /** @param info its INFO, by field; the result is empty if it does not have the name */
    static String of(Map<String, String> info) {
        return info.getOrDefault("run_id", "");
    }

    /** Empty if the node may not ask. */
    static CompletionStage<String> of(RedisServerAsyncCommands<?, ?> commands) {
        return commands.info("server").handle((info, refused) -> {
            Matcher found = RUN_ID.matcher(info == null ? "" : info);
            return found.find() ? found.group(1) : "";
        });
    }
}
