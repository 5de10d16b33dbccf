package io.chatka.broker;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The broker of a node that stands alone: the order of its rooms lives in this JVM and is gone with it.
 *
 * <p>Publishing calls the listeners in the caller's thread, under the room's lock, which is what makes the order total.
 * A room without listeners keeps its position for {@code retention} after its last event, and at most {@code
 * maxIdleRooms} of them do, the oldest forgotten first; a room that was forgotten starts a new epoch.
 */
public final class EmbeddedBroker implements Broker {
    private static final Logger log = LoggerFactory.getLogger(EmbeddedBroker.class);

    private final Clock clock;
    private final LongSupplier nanoTime;
    private final long retentionNanos;
    private final int maxIdleRooms;

    /** Rooms come and go under the lock of {@code this}; looking one up needs none. */
    private final Map<String, Room> rooms = new ConcurrentHashMap<>();

    /** Rooms without listeners, the longest idle first. Guarded by {@code this}. */
    private final LinkedHashMap<String, Long> idleSince = new LinkedHashMap<>(16, 0.75f, true);

    private final AtomicBoolean closed = new AtomicBoolean();

    /**
     * @param clock gives the events their time
     * @param nanoTime a clock that never jumps, such as {@link System#nanoTime}
     */
    public EmbeddedBroker(Clock clock, LongSupplier nanoTime, Duration retention, int maxIdleRooms) {
        this.clock = clock;
        this.nanoTime = nanoTime;
        this.retentionNanos = retention.toNanos();
        this.maxIdleRooms = maxIdleRooms;
    }

    @Override
    public CompletionStage<Position> publish(String name, Publication publication) {
        if (closed.get()) {
            return CompletableFuture.failedFuture(closedException());
        }
        Room room = room(name);
        synchronized (room) {
            long seq = ++room.seq;
            Event event = new Event(room.epoch, seq, publication.at(seq, clock.millis()));
            if (room.listeners.isEmpty()) {
                touch(name);
            } else {
                room.tell(listener -> listener.onEvent(event));
            }
            return CompletableFuture.completedFuture(new Position(room.epoch, seq));
        }
    }

    @Override
    public void announce(String name, byte[] note) {
        Room room = rooms.get(name);
        if (room == null || closed.get()) {
            return;
        }
        synchronized (room) {
            room.tell(listener -> listener.onNote(note));
        }
    }

    @Override
    public CompletionStage<Position> subscribe(String name, BrokerListener listener) {
        if (closed.get()) {
            return CompletableFuture.failedFuture(closedException());
        }
        Room room;
        synchronized (this) {
            room = room(name);
            room.subscriptions++;
            idleSince.remove(name);
        }
        synchronized (room) {
            room.listeners.add(listener);
            return CompletableFuture.completedFuture(new Position(room.epoch, room.seq));
        }
    }

    @Override
    public void unsubscribe(String name, BrokerListener listener) {
        Room room = rooms.get(name);
        if (room == null) {
            return;
        }
        synchronized (room) {
            if (!room.listeners.remove(listener)) {
                return;
            }
        }
        synchronized (this) {
            if (--room.subscriptions == 0) {
                fellIdle(name);
            }
        }
    }

    @Override
    public boolean available() {
        return !closed.get();
    }

    @Override
    public void close() {
        closed.set(true);
    }

    private Room room(String name) {
        Room room = rooms.get(name);
        return room != null ? room : createRoom(name);
    }

    private synchronized Room createRoom(String name) {
        Room room = rooms.get(name);
        if (room == null) {
            room = new Room();
            rooms.put(name, room);
            fellIdle(name);
        }
        return room;
    }

    private synchronized void touch(String name) {
        idleSince.computeIfPresent(name, (room, since) -> nanoTime.getAsLong());
    }

    private void fellIdle(String name) {
        makePlace();
        idleSince.put(name, nanoTime.getAsLong());
    }

    private void makePlace() {
        long now = nanoTime.getAsLong();
        var eldestFirst = idleSince.entrySet().iterator();
        while (eldestFirst.hasNext()) {
            Map.Entry<String, Long> eldest = eldestFirst.next();
            if (idleSince.size() < maxIdleRooms && now - eldest.getValue() < retentionNanos) {
                return;
            }
            rooms.remove(eldest.getKey());
            eldestFirst.remove();
        }
    }

    private static BrokerUnavailableException closedException() {
        return new BrokerUnavailableException("the broker is closed", null);
    }

    /** One room's order. {@code subscriptions} is guarded by the broker, the rest by the room itself. */
    private static final class Room {
        final String epoch = Epochs.next();
        final List<BrokerListener> listeners = new CopyOnWriteArrayList<>();
        final Queue<Consumer<BrokerListener>> untold = new ArrayDeque<>();
        boolean telling;
        boolean faultSaid;
        long seq;
        int subscriptions;

        /** A listener may publish while it is told something: that is told after, so that all hear the same order. */
        void tell(Consumer<BrokerListener> message) {
            untold.add(message);
            if (telling) {
                return;
            }
            telling = true;
            for (Consumer<BrokerListener> next = untold.poll(); next != null; next = untold.poll()) {
                for (BrokerListener listener : listeners) {
                    tell(listener, next);
                }
            }
            telling = false;
        }

        private void tell(BrokerListener listener, Consumer<BrokerListener> message) {
            // The iteration sees who was there at its start.
            if (!listeners.contains(listener)) {
                return;
            }
            try {
                message.accept(listener);
            } catch (RuntimeException e) {
                if (!faultSaid) {
                    faultSaid = true;
                    log.error("a listener threw; it must not", e);
                }
            }
        }
    }
}
