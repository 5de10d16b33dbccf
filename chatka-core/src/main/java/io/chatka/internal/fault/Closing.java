package io.chatka.internal.fault;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;

/**
 * A stack of opened parts. {@link #close} closes all of them, the last first; a part that fails to
 * close does not keep the others open. Not thread-safe.
 */
public final class Closing implements AutoCloseable {
    private static final FaultLog FAULTS = FaultLog.of(Closing.class);

    private final Deque<AutoCloseable> parts = new ArrayDeque<>();
    private final Consumer<String> opened;

    public Closing() {
        this(part -> {});
    }

    /**
     * @param opened called with the name of each part once {@link #close} covers it; a test throws
     *     from here
     */
    public Closing(Consumer<String> opened) {
        this.opened = opened;
    }

    /** @param part closed before everything that was added earlier */
    public <T extends AutoCloseable> T add(String name, T part) {
        parts.push(part);
        opened.accept(name);
        return part;
    }

    @Override
    public void close() {
        while (!parts.isEmpty()) {
            AutoCloseable part = parts.pop();
            FAULTS.attempt("a part of the node could not be closed; the others are closed", () -> {
                try {
                    part.close();
                } catch (InterruptedException interrupted) {
                    Thread.currentThread().interrupt();
                } catch (RuntimeException fault) {
                    throw fault;
                } catch (Exception fault) {
                    throw new IllegalStateException(fault);
                }
            });
        }
    }
}
