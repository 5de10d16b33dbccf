package io.chatka.internal.observer;

import io.chatka.api.ChatObserver;
import io.chatka.api.ModerationRecord;
import io.chatka.api.SaidMessage;
import io.chatka.api.Session;
import io.chatka.internal.fault.FaultLog;
import io.chatka.internal.meter.NodeMeter;
import io.chatka.internal.protocol.CloseCode;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Queues events for a {@link ChatObserver}, and calls it on a thread of its own. Adding an event
 * neither waits for the observer nor throws; an event that does not fit is dropped and counted.
 *
 * <p>Any thread may add events.
 */
public final class ObserverQueue implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ObserverQueue.class);
    private static final FaultLog FAULTS = FaultLog.of(ChatObserver.class);
    static final int MAX_EVENTS = 10_000;
    static final long MAX_CHARACTERS = 16_000_000;
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final long LOG_EVERY = TimeUnit.MINUTES.toNanos(1);
    private static final long LONGEST_CLOSE_MILLIS = 5_000;

    private final BlockingQueue<Event> queue = new ArrayBlockingQueue<>(MAX_EVENTS);
    private final AtomicLong characters = new AtomicLong();
    private final AtomicLong dropped = new AtomicLong();
    private final AtomicLong loggedAt = new AtomicLong(System.nanoTime() - LOG_EVERY);
    private final RoomOccupancy occupancy = new RoomOccupancy();
    private final Thread thread = new Thread(this::run, "chatka-observer");
    private final ChatObserver observer;
    private final NodeMeter meter;
    private final LostNodes lostNodes;
    private volatile boolean closing;

    /**
     * @param characters of the event's message; 0 for other events
     * @param tell calls the observer, on its thread
     */
    private record Event(long characters, Runnable tell) {}

    private ObserverQueue(ChatObserver observer, NodeMeter meter, LostNodes lostNodes) {
        this.observer = observer;
        this.meter = meter;
        this.lostNodes = lostNodes;
        thread.setDaemon(true);
    }

    /** Starts the thread. */
    public static ObserverQueue start(ChatObserver observer, NodeMeter meter, LostNodes lostNodes) {
        ObserverQueue queue = new ObserverQueue(observer, meter, lostNodes);
        queue.add(0, () -> queue.tell(to -> to.started(lostNodes.self())));
        lostNodes.whenLost(queue::nodeLost);
        queue.thread.start();
        return queue;
    }

    public void connected(Session session) {
        add(0, () -> tell(to -> to.connected(session)));
    }

    /** @param why null if the connection broke */
    public void disconnected(Session session, CloseCode why) {
        add(0, () -> tell(to -> to.disconnected(session, why == null ? "lost" : why.wireName())));
    }

    public void joined(Session session, String room) {
        occupancy.joined(room);
        add(0, () -> {
            if (occupancy.occupy(room)) {
                lostNodes.changed(room, true);
                tell(to -> to.occupied(room));
            }
            tell(to -> to.joined(session, room));
        });
    }

    public void left(Session session, String room) {
        occupancy.left(room);
        add(0, () -> {
            tell(to -> to.left(session, room));
            occupancy.check(room, System.nanoTime());
        });
    }

    public void said(SaidMessage message) {
        add(length(message.text()) + length(message.data()), () -> tell(to -> to.said(message)));
    }

    /** @param reason null for none */
    public void reported(Session session, String room, long seq, String reason) {
        add(length(reason), () -> tell(to -> to.reported(session, room, seq, reason)));
    }

    public void moderated(ModerationRecord act) {
        add(length(act.about().reason()), () -> tell(to -> to.moderated(act)));
    }

    private void nodeLost(String node, List<String> rooms) {
        add(0, () -> tell(to -> to.nodeLost(node, rooms)));
    }

    private static long length(String text) {
        return text == null ? 0 : text.length();
    }

    private void add(long size, Runnable tell) {
        if (characters.addAndGet(size) <= MAX_CHARACTERS && queue.offer(new Event(size, tell))) {
            return;
        }
        characters.addAndGet(-size);
        meter.observerDropped();
        dropped.incrementAndGet();
        long now = System.nanoTime();
        long last = loggedAt.get();
        if (now - last >= LOG_EVERY && loggedAt.compareAndSet(last, now)) {
            LOG.warn(
                    "the application's observer is too slow: {} events were dropped so far (counted in"
                            + " chatka_observer_dropped_total)",
                    dropped);
        }
    }

    private void tell(Consumer<ChatObserver> event) {
        FAULTS.attempt("the application's observer failed; the next event follows", () -> event.accept(observer));
    }

    private void run() {
        long droppedBefore = 0;
        while (!closing || !queue.isEmpty()) {
            try {
                Event next = queue.poll(Math.min(SECOND, occupancy.untilDue(System.nanoTime())), TimeUnit.NANOSECONDS);
                if (next != null) {
                    characters.addAndGet(-next.characters);
                    next.tell.run();
                }
                if (dropped.get() != droppedBefore) {
                    droppedBefore = dropped.get();
                    occupancy.checkAll(System.nanoTime());
                }
                tellVacated(System.nanoTime());
            } catch (InterruptedException interrupted) {
                if (closing) {
                    return;
                }
            }
        }
        tellVacated(System.nanoTime() + RoomOccupancy.VACATED_AFTER_NANOS);
    }

    private void tellVacated(long now) {
        for (String room = occupancy.vacate(now); room != null; room = occupancy.vacate(now)) {
            String vacated = room;
            lostNodes.changed(room, false);
            tell(to -> to.vacated(vacated));
        }
    }

    /** Delivers the events that wait, and ends the thread; gives up after 5 s. Blocks. */
    @Override
    public void close() {
        closing = true;
        add(0, () -> {});
        try {
            thread.join(LONGEST_CLOSE_MILLIS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        if (thread.isAlive()) {
            LOG.warn("the application's observer did not finish within 5 s: {} events are lost", queue.size());
            thread.interrupt();
        }
    }
}
