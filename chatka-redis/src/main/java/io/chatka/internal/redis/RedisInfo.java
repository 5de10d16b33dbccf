package io.chatka.internal.redis;

import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.api.async.RedisAsyncCommands;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/**
 * Asks a Redis for its INFO and parts of its CONFIG, for which the node may lack the permission.
 */
final class RedisInfo {
    /**
     * The codes that mean that the permission is missing. Others mean that Redis does not answer
     * now.
     */
    private static final Set<String> NOT_ALLOWED = Set.of("NOPERM", "ERR");

    private RedisInfo() {}

    /** By field. Without the permission, it only says whether Redis is a cluster, or nothing. */
    static CompletionStage<Map<String, String>> info(RedisAsyncCommands<String, byte[]> commands) {
        return commands.info()
                .thenApply(RedisInfo::fields)
                .exceptionallyCompose(refused -> isNotAllowed(refused) ? clusterInfo(commands) : failed(refused));
    }

    /** By parameter; empty without the permission, as with many hosted Redis. */
    static CompletionStage<Map<String, String>> config(RedisAsyncCommands<String, byte[]> commands, String... names) {
        return commands.configGet(names)
                .thenApply(Map::copyOf)
                .exceptionallyCompose(refused ->
                        isNotAllowed(refused) ? CompletableFuture.completedFuture(Map.of()) : failed(refused));
    }

    private static CompletionStage<Map<String, String>> clusterInfo(RedisAsyncCommands<String, byte[]> commands) {
        return commands.clusterInfo()
                .thenApply(told -> Map.of("redis_mode", "cluster"))
                // A Redis that is no cluster answers with an error.
                .exceptionallyCompose(refused ->
                        isNotAllowed(refused) ? CompletableFuture.completedFuture(Map.of()) : failed(refused));
    }

    private static boolean isNotAllowed(Throwable refused) {
        Throwable cause = refused instanceof CompletionException ? refused.getCause() : refused;
        return cause instanceof RedisCommandExecutionException && NOT_ALLOWED.contains(RedisFailure.code(cause));
    }

    private static <T> CompletionStage<T> failed(Throwable refused) {
        return CompletableFuture.failedFuture(refused);
    }

    private static Map<String, String> fields(String info) {
        Map<String, String> fields = new HashMap<>();
        for (String line : info.split("\\r?\\n")) {
            int colon = line.indexOf(':');
            if (colon > 0) {
                fields.put(line.substring(0, colon), line.substring(colon + 1));
            }
        }
        return Map.copyOf(fields);
    }
}
