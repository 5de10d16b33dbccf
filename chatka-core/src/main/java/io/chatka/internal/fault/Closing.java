package io.chatka.internal.fault;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;

/**
 * A stack of what has been opened. {@link #close} closes all of it, the last first; a part that fails to close does not keep
 * the others open. Not thread-safe.
 */
public final class Closing implements AutoCloseable {
    private static final FaultLog FAULTS = FaultLog.of(Closing.class);

    private final Deque<AutoCloseable> parts = new ArrayDeque<>();
    private final Consumer<String> opened;

    public Closing() {
        this(part -> {});
    }

    /** @param opened told the name of each part, as soon as it would be closed; a test throws from here */
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
            FAULTS.attempt("a part of the node could not be closed; the others are", () -> {
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
