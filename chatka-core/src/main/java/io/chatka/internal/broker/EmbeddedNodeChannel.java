package io.chatka.internal.broker;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Calls the listeners in the sender's thread, under the topic's lock. */
final class EmbeddedNodeChannel implements NodeChannel {
    /** Every entry has a listener. */
    private final Map<Topic, Listeners<NoteListener>> topics = new ConcurrentHashMap<>();

    private volatile boolean closed;

    @Override
    public void send(Topic topic, byte[] note) {
        Listeners<NoteListener> listeners = topics.get(topic);
        if (listeners == null || closed) {
            return;
        }
        synchronized (listeners) {
            listeners.tell(listener -> listener.onNote(note));
        }
    }

    @Override
    public void subscribe(Topic topic, NoteListener listener) {
        topics.compute(topic, (absent, present) -> {
            Listeners<NoteListener> listeners = present == null ? new Listeners<>() : present;
            listeners.add(listener);
            return listeners;
        });
    }

    @Override
    public void unsubscribe(Topic topic, NoteListener listener) {
        topics.computeIfPresent(topic, (same, listeners) -> {
            listeners.remove(listener);
            return listeners.isEmpty() ? null : listeners;
        });
    }

    void close() {
        closed = true;
    }
}
