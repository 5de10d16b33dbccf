package io.chatka.internal.cluster;

import io.chatka.internal.broker.NodeChannel;
import io.chatka.internal.broker.Topic;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * The other nodes, as they described themselves lately. Thread-safe; never blocks.
 *
 * <p>Each node announces itself regularly, and hears its own announcements too: they are its clock
 * ({@link Echoes}). Another node is {@link #isGone gone} if this clock has counted {@value #MISSED}
 * since that node's last announcement (more, if that node announces itself less often). It is back
 * when it has been heard for as long again. So no node counts as gone because the broker was away,
 * or because this node was paused.
 */
public final class Peers implements Nodes {
    /** A node is gone after this many own notes without one of that node. */
    private static final int MISSED = 4;

    /** Announcements that a node may miss before its state is out of date. */
    private static final int PATIENCE = 3;

    /** A node that is gone is forgotten after this many own notes: ten minutes by default. */
    private static final int FORGOTTEN = 300;

    /** Bounds memory: any user of the broker can write notes. */
    private static final int MAX_PEERS = 10_000;

    private final NodeChannel channel;
    private final String self;
    private final Supplier<NodeState> own;
    private final LongSupplier nanoTime;
    private final Duration every;
    private final Echoes echoes;
    private final Map<String, Peer> others = new HashMap<>();
    private long heardOwnAt;
    private volatile Set<String> gone = Set.of();
    private volatile Runnable changed = () -> {};

    /** Another node. Times are counts of {@link #echoes}, except {@link #toldAt}. */
    private static final class Peer {
        /** Its last announcement; null for a node that only a room has heard of. */
        NodeState state;

        /** When that came, by this node's clock. */
        long toldAt;

        /** How many notes this node sends while that node sends one. */
        long pace = 1;

        long heardAt;
        boolean gone;

        /** Since when a node that is gone is heard again, or -1. */
        long backSince = -1;
    }

    private Peers(NodeChannel channel, String self, Supplier<NodeState> own, LongSupplier nanoTime, Duration every) {
        this.channel = channel;
        this.self = self;
        this.own = own;
        this.nanoTime = nanoTime;
        this.every = every;
        this.echoes = new Echoes(every.dividedBy(2));
    }

    /**
     * Starts to listen to the other nodes.
     *
     * @param self this node's name, a new one at each start
     * @param own gives this node's state, for each announcement
     * @param nanoTime a clock that never jumps, such as {@link System#nanoTime}
     * @param every how often {@link #announce} is called
     */
    public static Peers on(
            NodeChannel channel, String self, Supplier<NodeState> own, LongSupplier nanoTime, Duration every) {
        Peers peers = new Peers(channel, self, own, nanoTime, every);
        channel.subscribe(Topic.PEERS, peers::onNote);
        return peers;
    }

    /**
     * @param changed run whenever the answer of {@link #isGone} changes for a node, on a thread of
     *     the broker; must not block
     */
    public void whenChanged(Runnable changed) {
        this.changed = changed;
    }

    /** Sends this node's state to the others. To be called regularly, and at each change. */
    public void announce() {
        channel.send(Topic.PEERS, NodeNotes.write(self, every, own.get()));
    }

    /** The number of other nodes whose state is known and fresh. */
    public synchronized int count() {
        return (int) others.values().stream().filter(this::fresh).count();
    }

    /** The names of the other nodes whose state is known and fresh. */
    public synchronized Set<String> names() {
        Set<String> names = new HashSet<>();
        others.forEach((name, peer) -> {
            if (fresh(peer)) {
                names.add(name);
            }
        });
        return names;
    }

    /** The capacity of the other nodes; none while the broker is away. */
    public synchronized SpareCapacity spare() {
        long free = 0;
        long perSecond = 0;
        long leaving = 0;
        for (Peer peer : others.values()) {
            if (fresh(peer)) {
                NodeState state = peer.state;
                free += state.free();
                perSecond += state.free() > 0 ? SpareCapacity.perSecond(state.perSecond()) : 0;
                leaving += state.state() == NodeState.State.DRAINING ? state.connections() : 0;
            }
        }
        return new SpareCapacity(free, perSecond, leaving);
    }

    private boolean fresh(Peer peer) {
        return peer.state != null
                && nanoTime.getAsLong() - peer.toldAt
                        <= every.multipliedBy(PATIENCE * peer.pace).toNanos();
    }

    @Override
    public boolean isGone(String node) {
        return gone.contains(node);
    }

    @Override
    public synchronized void heard(String node) {
        if (!node.equals(self)) {
            peer(node);
        }
    }

    /** Null if there are too many already. */
    private Peer peer(String node) {
        Peer peer = others.get(node);
        if (peer == null && others.size() < MAX_PEERS) {
            peer = new Peer();
            peer.heardAt = echoes.count();
            others.put(node, peer);
        }
        return peer;
    }

    private void onNote(byte[] note) {
        NodeNotes.Note read = NodeNotes.read(note).orElse(null);
        if (read == null) {
            return;
        }
        boolean news = false;
        synchronized (this) {
            if (!read.node().equals(self)) {
                told(read);
            } else {
                news = heardOwn(nanoTime.getAsLong());
            }
        }
        if (news) {
            changed.run();
        }
    }

    private void told(NodeNotes.Note note) {
        Peer peer = peer(note.node());
        if (peer == null) {
            return;
        }
        peer.state = note.state();
        peer.toldAt = nanoTime.getAsLong();
        // A node that does not tell its interval counts as having this node's.
        peer.pace = Math.max(1, -Math.floorDiv(-note.every().toNanos(), every.toNanos()));
        peer.heardAt = echoes.count();
        if (peer.gone && peer.backSince < 0) {
            peer.backSince = echoes.count();
        }
    }

    /** Returns whether some node is gone or back now. */
    private boolean heardOwn(long now) {
        if (now - heardOwnAt > every.multipliedBy(3).dividedBy(2).toNanos()) {
            // Own notes were lost, as while the broker was away. It may take the others as long as
            // this node until they are heard again.
            others.values().stream().filter(peer -> !peer.gone).forEach(peer -> peer.heardAt = echoes.count());
        }
        heardOwnAt = now;
        return echoes.heard(now) && review();
    }

    /** Finds nodes that are gone or back since the last review. Returns whether there are any. */
    private boolean review() {
        long now = echoes.count();
        Set<String> silent = new HashSet<>();
        others.entrySet().removeIf(entry -> {
            Peer peer = entry.getValue();
            long missed = now - peer.heardAt;
            if (!peer.gone) {
                peer.gone = missed >= MISSED * peer.pace;
                peer.backSince = -1;
            } else if (missed > 2 * peer.pace) {
                peer.backSince = -1;
            } else if (peer.backSince >= 0 && now - peer.backSince >= MISSED * peer.pace) {
                peer.gone = false;
            }
            if (peer.gone) {
                if (missed > FORGOTTEN * peer.pace) {
                    return true;
                }
                silent.add(entry.getKey());
            }
            return false;
        });
        boolean news = !silent.equals(gone);
        gone = Set.copyOf(silent);
        return news;
    }
}
