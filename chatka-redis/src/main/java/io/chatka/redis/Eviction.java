package io.chatka.redis;

import io.lettuce.core.api.async.RedisAsyncCommands;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Asks Redis whether it throws keys away when its memory is full. It would forget rooms' places, histories and the keys by which a
 * repeated message is recognised, without a word to anyone.
 */
final class Eviction {
    private static final Pattern MAX_MEMORY = Pattern.compile("(?m)^maxmemory:(\\d+)");
    private static final Pattern POLICY = Pattern.compile("(?m)^maxmemory_policy:([a-z-]+)");

    /** It does. */
    static final class EvictsException extends RuntimeException {
        private static final long serialVersionUID = 1;

        EvictsException(String policy) {
            super("it throws keys away when its memory is full (maxmemory-policy " + policy
                    + "), and messages would get lost unnoticed; set maxmemory-policy noeviction there, or here"
                    + " chatka.redis.allow-eviction = on if that may be");
        }
    }

    private Eviction() {}

    /** Fails with {@link EvictsException} if it does. A Redis that may not be asked is taken as it is. */
    static CompletionStage<Void> refuse(RedisAsyncCommands<String, byte[]> commands) {
        return commands.info("memory").handle((info, refused) -> info).thenCompose(info -> {
            String policy = info == null ? null : evicting(info);
            return policy == null
                    ? CompletableFuture.completedFuture(null)
                    : CompletableFuture.failedFuture(new EvictsException(policy));
        });
    }

    /** The policy by which it evicts, or null if it does not. */
    static String evicting(String info) {
        Matcher maxMemory = MAX_MEMORY.matcher(info);
        Matcher policy = POLICY.matcher(info);
        boolean bounded = maxMemory.find() && !maxMemory.group(1).equals("0");
        return bounded && policy.find() && !policy.group(1).equals("noeviction") ? policy.group(1) : null;
    }
}
