package io.chatka.internal.redis;

import io.lettuce.core.RedisFuture;
import io.lettuce.core.api.async.RedisAsyncCommands;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * A command on its way through the pipeline.
 *
 * @param <A> what Redis answers
 * @param <T> what the answer means
 */
final class Call<A, T> extends CompletableFuture<T> {
    final int bytes;
    final long startNanos;
    private final Function<RedisAsyncCommands<String, byte[]>, RedisFuture<A>> command;
    private final Function<A, T> meaning;

    /** How often the command was queued again because Redis did not know its script. */
    int repeats;

    /**
     * Whether the pipeline is done with it. {@link #isDone} is not enough: any holder may complete
     * a future.
     */
    boolean settled;

    Call(
            int bytes,
            long startNanos,
            Function<RedisAsyncCommands<String, byte[]>, RedisFuture<A>> command,
            Function<A, T> meaning) {
        this.bytes = bytes;
        this.startNanos = startNanos;
        this.command = command;
        this.meaning = meaning;
    }

    RedisFuture<A> send(RedisAsyncCommands<String, byte[]> commands) {
        return command.apply(commands);
    }

    void answered(A answer) {
        complete(meaning.apply(answer));
    }
}
