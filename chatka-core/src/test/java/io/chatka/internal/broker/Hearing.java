package io.chatka.internal.broker;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** A listener that records what it hears, and notices calls that must not happen. */
public final class Hearing implements EventListener {
    public final List<Event> events = new CopyOnWriteArrayList<>();
    public final List<RoomChange> changes = new CopyOnWriteArrayList<>();
    public final List<Head> resumed = new CopyOnWriteArrayList<>();
    public final List<Head> checked = new CopyOnWriteArrayList<>();
    public final AtomicInteger lost = new AtomicInteger();
    /** Whether two threads called it at the same time. */
    public volatile boolean overlapped;

    /** Whether an event arrived after a position that counted it as missed. */
    public volatile boolean late;

    private final AtomicInteger inside = new AtomicInteger();

    public List<Long> seqs() {
        return events.stream().map(Event::seq).toList();
    }

    @Override
    public void onEvent(Event event) {
        alone(() -> {
            Head last = resumed.isEmpty() ? null : resumed.get(resumed.size() - 1);
            late |= last != null && last.epoch().equals(event.epoch()) && event.seq() <= last.seq();
            events.add(event);
        });
    }

    @Override
    public void onChange(RoomChange change) {
        alone(() -> changes.add(change));
    }

    @Override
    public void onLost() {
        alone(lost::incrementAndGet);
    }

    @Override
    public void onResumed(Head head) {
        alone(() -> resumed.add(head));
    }

    @Override
    public void onPosition(Head head) {
        alone(() -> checked.add(head));
    }

    private void alone(Runnable action) {
        overlapped |= inside.getAndIncrement() != 0;
        action.run();
        inside.decrementAndGet();
    }
}
