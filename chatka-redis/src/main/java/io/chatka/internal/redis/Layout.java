package io.chatka.internal.redis;

import io.lettuce.core.SetArgs;
import io.lettuce.core.api.async.RedisAsyncCommands;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * The version of an installation's keys and envelopes, which Redis has at {@link Keys#layout}. The
 * first node writes it. A node of another layout would misread the others' data, so it refuses to
 * start.
 *
 * <p>Version 1 wrote no such key, and its channels had no database in their names. Version 2 knows
 * nothing of what moderators do: its nodes would publish what a room refuses.
 */
final class Layout {
    /** Raised by every change that nodes of the previous version cannot work with. */
    static final int VERSION = 3;

    private static final byte[] OURS = Integer.toString(VERSION).getBytes(StandardCharsets.US_ASCII);

    /** Redis has the layout of another version. */
    static final class OtherLayoutException extends RuntimeException {
        private static final long serialVersionUID = 1;

        OtherLayoutException(String message) {
            super(message);
        }
    }

    private Layout() {}

    /** Writes the version if there is none; fails with {@link OtherLayoutException} if there is another one. */
    static CompletionStage<Void> agree(RedisAsyncCommands<String, byte[]> commands, Keys keys) {
        return commands.get(keys.layout())
                // Written only if it is missing: a Redis without memory refuses writes, but answers
                // reads.
                .thenCompose(found -> found != null ? CompletableFuture.completedFuture(found) : write(commands, keys))
                .thenCompose(found -> {
                    String trouble = trouble(found, keys);
                    return trouble == null
                            ? CompletableFuture.completedFuture(null)
                            : CompletableFuture.failedFuture(new OtherLayoutException(trouble));
                });
    }

    /** Of nodes that start together, one writes it; the others find it. */
    private static CompletionStage<byte[]> write(RedisAsyncCommands<String, byte[]> commands, Keys keys) {
        return commands.set(keys.layout(), OURS, SetArgs.Builder.nx())
                .thenCompose(written -> commands.get(keys.layout()));
    }

    /**
     * Why this version cannot use the layout, with the remedy; null if it can.
     *
     * @param found null if there was none
     */
    static String trouble(byte[] found, Keys keys) {
        String version = found == null ? null : new String(found, StandardCharsets.US_ASCII);
        if (version == null || version.equals(Integer.toString(VERSION))) {
            return null;
        }
        String theirs = version.matches("\\d{1,9}") ? "layout " + version : "a layout that is no number";
        return "its keys " + keys.prefix() + ":* in database " + keys.database() + " have " + theirs
                + ", and this version of Chatka has layout " + VERSION
                + "; run one version on all nodes, or give this installation a chatka.redis.prefix or a database of its"
                + " own (Upgrades in docs/operations/restart.md says how to change over)";
    }
}
