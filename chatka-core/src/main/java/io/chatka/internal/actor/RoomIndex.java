package io.chatka.internal.actor;

import io.chatka.internal.broker.RoomState;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.ToDoubleFunction;
import org.apache.pekko.actor.typed.ActorRef;

/**
 * The rooms that are open on this node, in the order of their names. Each room's actor keeps its own
 * figures up to date. Thread-safe.
 */
public final class RoomIndex {
    private final ConcurrentSkipListMap<String, Entry> rooms = new ConcurrentSkipListMap<>();

    /** One room. Its actor alone writes it. */
    static final class Entry {
        private final ActorRef<ChatRoomActor.Command> ref;
        private volatile int connections;
        private volatile int users;
        private volatile RoomState state = RoomState.OPEN;
        private final AtomicLong messages = new AtomicLong();

        /** As of the last {@link RoomIndex#sample}. */
        private volatile long sampled;

        private volatile double perSecond;

        Entry(ActorRef<ChatRoomActor.Command> ref) {
            this.ref = ref;
        }

        void set(int nowConnections, int nowUsers) {
            connections = nowConnections;
            users = nowUsers;
        }

        /** Moderators have set something else. */
        void set(RoomState now) {
            state = now;
        }

        /** A message reached the members. */
        void delivered() {
            messages.setRelease(messages.getPlain() + 1);
        }
    }

    /**
     * A room on this node.
     *
     * @param connections of members
     * @param perSecond messages, over about ten seconds
     * @param state what moderators have set, as this node knows it
     */
    public record Figures(String room, int connections, int users, double perSecond, RoomState state) {}

    void add(String room, Entry entry) {
        rooms.put(room, entry);
    }

    /** Removes the room's entry, unless another actor has the room by now. */
    void remove(String room, ActorRef<ChatRoomActor.Command> ref) {
        rooms.computeIfPresent(room, (name, entry) -> entry.ref.equals(ref) ? null : entry);
    }

    /** Null if the room is not open here. */
    ActorRef<ChatRoomActor.Command> ref(String room) {
        Entry entry = rooms.get(room);
        return entry == null ? null : entry.ref;
    }

    /**
     * A part of the rooms with members here.
     *
     * @param prefix how the names begin
     * @param after only later names; empty for the first ones
     */
    public List<Figures> page(String prefix, String after, int limit) {
        List<Figures> page = new ArrayList<>();
        boolean fromAfter = after.compareTo(prefix) >= 0;
        for (var room : rooms.tailMap(fromAfter ? after : prefix, !fromAfter).entrySet()) {
            if (page.size() == limit || !room.getKey().startsWith(prefix)) {
                break;
            }
            Figures figures = of(room.getKey(), room.getValue());
            if (figures.connections > 0) {
                page.add(figures);
            }
        }
        return page;
    }

    /**
     * The rooms with members here of which a figure is greatest, in no order. Looks at all of them.
     *
     * @param prefix how the names begin
     */
    public List<Figures> most(String prefix, int limit, ToDoubleFunction<Figures> figure) {
        PriorityQueue<Figures> most = new PriorityQueue<>(Comparator.comparingDouble(figure));
        rooms.tailMap(prefix).forEach((name, entry) -> {
            Figures figures = of(name, entry);
            if (figures.connections > 0 && name.startsWith(prefix)) {
                most.add(figures);
                if (most.size() > limit) {
                    most.remove();
                }
            }
        });
        return List.copyOf(most);
    }

    /** One room; null if it is not open here. */
    public Figures of(String room) {
        Entry entry = rooms.get(room);
        return entry == null ? null : of(room, entry);
    }

    private static Figures of(String room, Entry entry) {
        return new Figures(room, entry.connections, entry.users, entry.perSecond, entry.state);
    }

    /** All rooms, in no order that matters. */
    public List<Figures> all() {
        List<Figures> all = new ArrayList<>();
        rooms.forEach((room, entry) -> all.add(of(room, entry)));
        return all;
    }

    /**
     * Measures how many messages the rooms have had since the last call.
     *
     * @param seconds since the last call
     */
    public void sample(double seconds) {
        rooms.values().forEach(entry -> {
            long now = entry.messages.get();
            entry.perSecond = (now - entry.sampled) / seconds;
            entry.sampled = now;
        });
    }
}
