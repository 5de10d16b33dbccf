package io.chatka.broker;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** A listener that remembers what it heard, and notices if it is called by two threads at a time. */
public final class Hearing implements BrokerListener {
    public final List<Event> events = new CopyOnWriteArrayList<>();
    public final List<byte[]> notes = new CopyOnWriteArrayList<>();
    public final List<Position> resumed = new CopyOnWriteArrayList<>();
    public final AtomicInteger lost = new AtomicInteger();
    public volatile boolean overlapped;
    private final AtomicInteger inside = new AtomicInteger();

    public List<Long> seqs() {
        return events.stream().map(Event::seq).toList();
    }

    @Override
    public void onEvent(Event event) {
        alone(() -> events.add(event));
    }

    @Override
    public void onNote(byte[] note) {
        alone(() -> notes.add(note));
    }

    @Override
    public void onLost() {
        alone(lost::incrementAndGet);
    }

    @Override
    public void onResumed(Position position) {
        alone(() -> resumed.add(position));
    }

    private void alone(Runnable action) {
        overlapped |= inside.getAndIncrement() != 0;
        action.run();
        inside.decrementAndGet();
    }
}
