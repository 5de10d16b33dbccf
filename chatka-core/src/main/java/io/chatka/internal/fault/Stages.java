package io.chatka.internal.fault;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** Starts asynchronous steps, so that one that throws looks like one that fails later. */
public final class Stages {
    private Stages() {}

    /**
     * Begins a step; an exception it throws becomes its failure, so that callers handle one kind of
     * failure.
     */
    public static <T> CompletionStage<T> begin(Supplier<? extends CompletionStage<T>> beginning) {
        try {
            return beginning.get();
        } catch (Throwable fault) {
            return CompletableFuture.failedFuture(fault);
        }
    }

    /**
     * Like {@link #begin}, as a future. A stage that does not support {@link
     * CompletionStage#toCompletableFuture} counts as failed.
     */
    public static <T> CompletableFuture<T> future(Supplier<? extends CompletionStage<T>> beginning) {
        try {
            return beginning.get().toCompletableFuture();
        } catch (Throwable fault) {
            return CompletableFuture.failedFuture(fault);
        }
    }

    /** The failure of a stage, without the {@link CompletionException} that stages wrap it in. */
    public static Throwable cause(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }
}
