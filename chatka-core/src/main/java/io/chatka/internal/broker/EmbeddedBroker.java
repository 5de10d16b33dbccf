package io.chatka.internal.broker;

import io.chatka.api.BrokerUnavailableException;
import io.chatka.internal.fault.FaultLog;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * The broker of a node that stands alone: the order of its rooms lives in this JVM and is gone with it.
 *
 * <p>Publishing calls the listeners in the caller's thread, under the room's lock, which is what makes the order total.
 * A room without listeners keeps its position for a while after its last event, and only so many of them do, the oldest
 * forgotten first; a room that was forgotten starts a new epoch. The memory of all histories together is bounded: above
 * the bound every room lets go of the older half of its own, until a tenth is free.
 */
public final class EmbeddedBroker implements Broker {
    private static final FaultLog FAULTS = FaultLog.of(EmbeddedBroker.class);

    /** Halving so often leaves nothing of whatever there was. */
    private static final int MAX_ROUNDS = 32;

    private final Clock clock;
    private final LongSupplier nanoTime;
    private final EmbeddedSettings settings;
    private final HistorySettings history;

    /** Rooms come and go under the lock of {@code this}; looking one up needs none. */
    private final Map<String, Room> rooms = new ConcurrentHashMap<>();

    /** Rooms without listeners, the longest idle first. Guarded by {@code this}. */
    private final LinkedHashMap<String, Long> idleSince = new LinkedHashMap<>(16, 0.75f, true);

    /** Bytes of all histories. */
    private final AtomicLong held = new AtomicLong();

    private final AtomicBoolean reclaiming = new AtomicBoolean();
    private final AtomicBoolean closed = new AtomicBoolean();

    /**
     * @param clock gives the events their time
     * @param nanoTime a clock that never jumps, such as {@link System#nanoTime}
     */
    public EmbeddedBroker(Clock clock, LongSupplier nanoTime, EmbeddedSettings settings) {
        this.clock = clock;
        this.nanoTime = nanoTime;
        this.settings = settings;
        this.history = settings.history();
    }

    @Override
    public CompletionStage<Receipt> publish(String name, Publication publication) {
        if (closed.get()) {
            return CompletableFuture.failedFuture(closedException());
        }
        Room room = enter(name);
        try {
            Receipt receipt = publish(name, room, publication);
            // A listener that publishes holds a room, and who holds one may not wait for others.
            if (held.get() > settings.maxHistoryBytes() && !Thread.holdsLock(room)) {
                FAULTS.attempt("memory of histories could not be freed", this::reclaim);
            }
            return CompletableFuture.completedFuture(receipt);
        } finally {
            room.leave();
        }
    }

    private Receipt publish(String name, Room room, Publication publication) {
        boolean idle;
        Position position;
        synchronized (room) {
            long now = nanoTime.getAsLong();
            String key = publication.key();
            if (key != null) {
                Position known = room.past.placeOf(key, now, history.keyWindow().toNanos());
                if (known != null) {
                    return new Receipt(known, true);
                }
            }
            // Either all of it happens or nothing: a seq without its event would be a hole that nothing fills.
            long seq = room.seq + 1;
            Event event = new Event(room.epoch, seq, publication.at(seq, clock.millis()));
            Retention retention = history.retention().apply(name);
            room.seq = seq;
            position = room.position();
            room.past.add(event, now, retention);
            if (key != null) {
                room.past.remember(key, position, now);
            }
            idle = room.listeners.isEmpty();
            if (!idle) {
                room.tell(listener -> listener.onEvent(event));
            }
        }
        if (idle) {
            touch(name);
        }
        return new Receipt(position, false);
    }

    @Override
    public CompletionStage<HistoryPage> history(String name, HistoryQuery query) {
        if (closed.get()) {
            return CompletableFuture.failedFuture(closedException());
        }
        Room room = enter(name);
        try {
            synchronized (room) {
                return CompletableFuture.completedFuture(room.past.read(
                        query,
                        room.head(),
                        nanoTime.getAsLong(),
                        history.retention().apply(name)));
            }
        } finally {
            room.leave();
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
    public CompletionStage<Head> subscribe(String name, BrokerListener listener) {
        if (closed.get()) {
            return CompletableFuture.failedFuture(closedException());
        }
        room(name);
        Room room;
        synchronized (this) {
            // It may have been forgotten since; nothing needs to be, to make place for one.
            room = rooms.computeIfAbsent(name, absent -> new Room(held));
            room.subscriptions++;
            idleSince.remove(name);
        }
        synchronized (room) {
            room.listeners.add(listener);
            return CompletableFuture.completedFuture(room.head());
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
        List<Room> gone = List.of();
        synchronized (this) {
            if (--room.subscriptions == 0) {
                gone = fellIdle(name);
            }
        }
        gone.forEach(Room::clear);
    }

    /** What all histories and keys hold by now. */
    long historyBytes() {
        return held.get();
    }

    @Override
    public boolean available() {
        return !closed.get();
    }

    @Override
    public void close() {
        closed.set(true);
    }

    /** The room, which is not forgotten before it is {@linkplain Room#leave left}. */
    private Room enter(String name) {
        while (true) {
            Room room = room(name);
            if (room.enter()) {
                return room;
            }
        }
    }

    private Room room(String name) {
        Room room = rooms.get(name);
        return room != null ? room : createRoom(name);
    }

    private Room createRoom(String name) {
        List<Room> gone = List.of();
        Room room;
        synchronized (this) {
            room = rooms.get(name);
            if (room == null) {
                room = new Room(held);
                rooms.put(name, room);
                gone = fellIdle(name);
            }
        }
        gone.forEach(Room::clear);
        return room;
    }

    private synchronized void touch(String name) {
        idleSince.computeIfPresent(name, (room, since) -> nanoTime.getAsLong());
    }

    /** Guarded by {@code this}; returns the rooms that had to make place. */
    private List<Room> fellIdle(String name) {
        List<Room> gone = makePlace();
        idleSince.put(name, nanoTime.getAsLong());
        return gone;
    }

    private List<Room> makePlace() {
        List<Room> gone = new ArrayList<>(1);
        long now = nanoTime.getAsLong();
        var eldestFirst = idleSince.entrySet().iterator();
        while (eldestFirst.hasNext()) {
            Map.Entry<String, Long> eldest = eldestFirst.next();
            if (idleSince.size() < settings.maxIdleRooms()
                    && now - eldest.getValue() < settings.idleTime().toNanos()) {
                break;
            }
            Room room = rooms.get(eldest.getKey());
            if (room.forget()) {
                rooms.remove(eldest.getKey());
                eldestFirst.remove();
                gone.add(room);
            }
        }
        return gone;
    }

    /** One thread does it, the others go on. Looks at every room, but frees so much that it is seldom due. */
    private void reclaim() {
        if (!reclaiming.compareAndSet(false, true)) {
            return;
        }
        try {
            long enough = settings.maxHistoryBytes() / 10 * 9;
            long now = nanoTime.getAsLong();
            rooms.forEach((name, room) -> {
                synchronized (room) {
                    room.past.expire(
                            now,
                            history.retention().apply(name),
                            history.keyWindow().toNanos());
                }
            });
            for (int round = 0; round < MAX_ROUNDS && held.get() > enough; round++) {
                for (Room room : rooms.values()) {
                    synchronized (room) {
                        room.past.halve();
                    }
                }
            }
        } finally {
            reclaiming.set(false);
        }
    }

    private static BrokerUnavailableException closedException() {
        return new BrokerUnavailableException("the broker is closed", null);
    }

    /** One room's order. {@code subscriptions} is guarded by the broker, the rest by the room itself. */
    private static final class Room {
        private static final int FORGOTTEN = -1;

        final String epoch = Epochs.next();
        final RoomLog past;

        /** Publishes and reads that are under way; {@link #FORGOTTEN} when there will be no more. */
        final AtomicInteger users = new AtomicInteger();

        final List<BrokerListener> listeners = new CopyOnWriteArrayList<>();
        final Queue<Consumer<BrokerListener>> untold = new ArrayDeque<>();
        boolean telling;
        long seq;
        int subscriptions;

        Room(AtomicLong held) {
            this.past = new RoomLog(held);
        }

        Position position() {
            return new Position(epoch, seq);
        }

        Head head() {
            return Head.of(epoch, seq);
        }

        /** False if it was forgotten: there is, or will be, another one of its name. */
        boolean enter() {
            return users.getAndUpdate(count -> count == FORGOTTEN ? FORGOTTEN : count + 1) != FORGOTTEN;
        }

        void leave() {
            users.decrementAndGet();
        }

        /** False while somebody uses it, who could be told of a place in an order that nobody hears any more. */
        boolean forget() {
            return users.compareAndSet(0, FORGOTTEN);
        }

        synchronized void clear() {
            past.clear();
        }

        /** A listener may publish while it is told something: that is told after, so that all hear the same order. */
        void tell(Consumer<BrokerListener> message) {
            untold.add(message);
            if (telling) {
                return;
            }
            telling = true;
            try {
                for (Consumer<BrokerListener> next = untold.poll(); next != null; next = untold.poll()) {
                    for (BrokerListener listener : listeners) {
                        tell(listener, next);
                    }
                }
            } finally {
                telling = false;
            }
        }

        private void tell(BrokerListener listener, Consumer<BrokerListener> message) {
            // The iteration sees who was there at its start.
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
}
