package io.chatka.internal.broker;

import io.chatka.internal.fault.FaultLog;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * The listeners of one room or topic. Any thread adds and removes listeners; {@link #tell} needs
 * the lock of the room or topic.
 */
final class Listeners<L> {
    private static final FaultLog FAULTS = FaultLog.of(Listeners.class);

    private final List<L> listeners = new CopyOnWriteArrayList<>();
    private final Queue<Consumer<L>> untold = new ArrayDeque<>(1);
    private boolean telling;

    void add(L listener) {
        listeners.add(listener);
    }

    boolean remove(L listener) {
        return listeners.remove(listener);
    }

    boolean isEmpty() {
        return listeners.isEmpty();
    }

    /**
     * A listener may cause another {@code tell} while it is called. That one waits until this one
     * has reached all listeners, so all of them hear the same order.
     */
    void tell(Consumer<L> message) {
        untold.add(message);
        if (telling) {
            return;
        }
        telling = true;
        try {
            for (Consumer<L> next = untold.poll(); next != null; next = untold.poll()) {
                for (L listener : listeners) {
                    tell(listener, next);
                }
            }
        } finally {
            telling = false;
        }
    }

    private void tell(L listener, Consumer<L> message) {
        // It may have been removed since the iteration began.
        if (!listeners.contains(listener)) {
            return;
        }
        try {
            message.accept(listener);
        } catch (Throwable fault) {
            FAULTS.report("a listener threw; it must not", fault);
        }
    }
}
