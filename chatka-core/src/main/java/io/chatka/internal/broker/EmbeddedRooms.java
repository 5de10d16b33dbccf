package io.chatka.internal.broker;

import io.chatka.api.BrokerUnavailableException;
import io.chatka.internal.fault.FaultLog;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * Keeps the rooms of an {@link EmbeddedBroker}.
 *
 * <p>Publishing calls the listeners in the caller's thread, under the room's lock, which makes the
 * order total. A room without listeners keeps its position for a while after its last event. The
 * number of such rooms is bounded, and the longest idle is forgotten first, those last where
 * something that a moderator did is in force; a room that was forgotten starts a new epoch. The memory of all histories together is bounded as well: above the
 * bound every room drops the older half of its history, until a tenth is free.
 */
final class EmbeddedRooms implements RoomBroker {
    private static final FaultLog FAULTS = FaultLog.of(EmbeddedRooms.class);

    /** After this many halvings, no history is left. */
    private static final int MAX_ROUNDS = 32;

    /**
     * Rooms where something is in force are kept while they are idle, up to this many times the
     * bound on idle rooms.
     */
    private static final int MOST_IDLE = 2;

    /** Rooms that are kept in one search for a place. */
    private static final int MOST_KEPT = 16;

    private final Clock clock;
    private final LongSupplier nanoTime;
    private final EmbeddedSettings settings;
    private final HistorySettings history;
    private final RoomActs acts;

    /** Changed under the lock of {@code this}; look-ups need no lock. */
    private final Map<String, EmbeddedRoom> rooms = new ConcurrentHashMap<>();

    /** Rooms without listeners, the longest idle first. Guarded by {@code this}. */
    private final LinkedHashMap<String, Long> idleSince = new LinkedHashMap<>(16, 0.75f, true);

    /** Bytes that all histories and keys hold. */
    private final AtomicLong held = new AtomicLong();

    private final AtomicBoolean reclaiming = new AtomicBoolean();
    private volatile boolean closed;

    EmbeddedRooms(Clock clock, LongSupplier nanoTime, EmbeddedSettings settings) {
        this.clock = clock;
        this.nanoTime = nanoTime;
        this.settings = settings;
        this.history = settings.history();
        this.acts = new RoomActs(clock, nanoTime, history);
    }

    @Override
    public CompletionStage<Receipt> publish(String name, Publication publication) {
        return in(name, room -> {
            Receipt receipt = publish(name, room, publication);
            // A listener that publishes holds its room's lock, and must not wait for other rooms' locks.
            if (held.get() > settings.maxHistoryBytes() && !Thread.holdsLock(room)) {
                FAULTS.attempt("memory of histories could not be freed", this::reclaim);
            }
            return receipt;
        });
    }

    private Receipt publish(String name, EmbeddedRoom room, Publication publication) {
        boolean idle;
        Position position;
        synchronized (room) {
            long now = nanoTime.getAsLong();
            String key = publication.key();
            if (key != null) {
                Position known = room.log.placeOf(key, now, history.keyWindow().toNanos());
                if (known != null) {
                    return new Receipt(known, true);
                }
            }
            Sender sender = publication.sender();
            RoomModeration moderation = sender == null ? null : room.moderation();
            boolean shadowed = moderation != null && moderation.admit(sender, clock.millis(), now);
            position = acts.place(name, room, publication, shadowed ? EventKind.SHADOWED : publication.kind(), now);
            if (key != null) {
                room.log.remember(key, position, now);
            }
            if (moderation != null) {
                moderation.said(sender, now);
            }
            idle = room.listeners.isEmpty();
        }
        if (idle) {
            touch(name);
        }
        return new Receipt(position, false);
    }

    @Override
    public CompletionStage<HistoryPage> history(String name, HistoryQuery query) {
        return in(name, room -> {
            synchronized (room) {
                return room.log.read(
                        query,
                        room.head(),
                        nanoTime.getAsLong(),
                        history.retention().apply(name));
            }
        });
    }

    @Override
    public CompletionStage<StateChanged> change(String name, StateChange change) {
        return in(name, room -> {
            synchronized (room) {
                return acts.change(name, room, change);
            }
        });
    }

    @Override
    public CompletionStage<RoomState> state(String name) {
        return in(name, room -> {
            synchronized (room) {
                return room.state();
            }
        });
    }

    @Override
    public CompletionStage<Standing> standing(String name, String user) {
        return in(name, room -> {
            synchronized (room) {
                return room.moderation() == null
                        ? Standing.CLEAR
                        : room.moderation().standing(user, clock.millis());
            }
        });
    }

    @Override
    public CompletionStage<Sanctions> sanctions(String name, String after, int limit) {
        return in(name, room -> {
            synchronized (room) {
                return room.moderation() == null
                        ? new Sanctions(List.of(), null)
                        : room.moderation().sanctions(after, limit, clock.millis());
            }
        });
    }

    @Override
    public CompletionStage<Void> refreshNames() {
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletionStage<List<String>> names(String prefix, String after, int limit) {
        return CompletableFuture.completedFuture(rooms.entrySet().stream()
                .filter(room -> room.getKey().startsWith(prefix)
                        && room.getKey().compareTo(after) > 0
                        && room.getValue().hasHappened())
                .map(Map.Entry::getKey)
                .sorted()
                .limit(limit)
                .toList());
    }

    @Override
    public CompletionStage<Removed> remove(String name, Removal removal, Publication event) {
        return in(name, room -> {
            synchronized (room) {
                return acts.remove(name, room, removal, event);
            }
        });
    }

    /** Does something with the room, which is not forgotten meanwhile. */
    private <T> CompletionStage<T> in(String name, Function<EmbeddedRoom, T> act) {
        if (closed) {
            return CompletableFuture.failedFuture(closedException());
        }
        EmbeddedRoom room = enter(name);
        try {
            return CompletableFuture.completedFuture(act.apply(room));
        } catch (PublishRefusedException refused) {
            return CompletableFuture.failedFuture(refused);
        } finally {
            room.leave();
        }
    }

    @Override
    public CompletionStage<Head> subscribe(String name, EventListener listener) {
        if (closed) {
            return CompletableFuture.failedFuture(closedException());
        }
        room(name);
        EmbeddedRoom room;
        synchronized (this) {
            // The room may have been forgotten since. It gets a listener now, so it takes the
            // place of no idle room.
            room = rooms.computeIfAbsent(name, absent -> new EmbeddedRoom(held));
            room.subscriptions++;
            idleSince.remove(name);
        }
        synchronized (room) {
            room.listeners.add(listener);
            return CompletableFuture.completedFuture(room.head());
        }
    }

    @Override
    public void unsubscribe(String name, EventListener listener) {
        EmbeddedRoom room = rooms.get(name);
        if (room == null) {
            return;
        }
        synchronized (room) {
            if (!room.listeners.remove(listener)) {
                return;
            }
        }
        List<EmbeddedRoom> gone = List.of();
        synchronized (this) {
            if (--room.subscriptions == 0) {
                gone = fellIdle(name);
            }
        }
        gone.forEach(EmbeddedRoom::clear);
    }

    /** Bytes that all histories and keys hold. */
    long historyBytes() {
        return held.get();
    }

    boolean isClosed() {
        return closed;
    }

    void close() {
        closed = true;
    }

    /**
     * Finds or creates the room, and keeps it until the caller
     * {@linkplain EmbeddedRoom#leave leaves}.
     */
    private EmbeddedRoom enter(String name) {
        while (true) {
            EmbeddedRoom room = room(name);
            if (room.enter()) {
                return room;
            }
        }
    }

    private EmbeddedRoom room(String name) {
        EmbeddedRoom room = rooms.get(name);
        return room != null ? room : createRoom(name);
    }

    private EmbeddedRoom createRoom(String name) {
        List<EmbeddedRoom> gone = List.of();
        EmbeddedRoom room;
        synchronized (this) {
            room = rooms.get(name);
            if (room == null) {
                room = new EmbeddedRoom(held);
                rooms.put(name, room);
                gone = fellIdle(name);
            }
        }
        gone.forEach(EmbeddedRoom::clear);
        return room;
    }

    private synchronized void touch(String name) {
        idleSince.computeIfPresent(name, (room, since) -> nanoTime.getAsLong());
    }

    /** Guarded by {@code this}. Returns the rooms that were forgotten to make place. */
    private List<EmbeddedRoom> fellIdle(String name) {
        List<EmbeddedRoom> gone = makePlace();
        idleSince.put(name, nanoTime.getAsLong());
        return gone;
    }

    private List<EmbeddedRoom> makePlace() {
        List<EmbeddedRoom> gone = new ArrayList<>(1);
        List<String> kept = new ArrayList<>(0);
        long now = nanoTime.getAsLong();
        var eldestFirst = idleSince.entrySet().iterator();
        while (eldestFirst.hasNext()) {
            Map.Entry<String, Long> eldest = eldestFirst.next();
            if (idleSince.size() < settings.maxIdleRooms()
                    && now - eldest.getValue() < settings.idleTime().toNanos()) {
                break;
            }
            EmbeddedRoom room = rooms.get(eldest.getKey());
            if (idleSince.size() < MOST_IDLE * settings.maxIdleRooms() && room.isModerated(clock.millis())) {
                kept.add(eldest.getKey());
                if (kept.size() == MOST_KEPT) {
                    break;
                }
            } else if (room.forget()) {
                rooms.remove(eldest.getKey());
                eldestFirst.remove();
                gone.add(room);
            }
        }
        kept.forEach(name -> idleSince.put(name, now));
        return gone;
    }

    /**
     * Drops old history. Only one thread does this at a time; the others skip it. It visits every
     * room, and frees a tenth of the limit at once, so the broker rarely calls it.
     */
    private void reclaim() {
        if (!reclaiming.compareAndSet(false, true)) {
            return;
        }
        try {
            long enough = settings.maxHistoryBytes() / 10 * 9;
            long now = nanoTime.getAsLong();
            rooms.forEach((name, room) -> {
                synchronized (room) {
                    room.log.expire(
                            now,
                            history.retention().apply(name),
                            history.keyWindow().toNanos());
                }
            });
            for (int round = 0; round < MAX_ROUNDS && held.get() > enough; round++) {
                for (EmbeddedRoom room : rooms.values()) {
                    synchronized (room) {
                        room.log.halve();
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
}
