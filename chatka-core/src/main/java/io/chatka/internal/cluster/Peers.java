package io.chatka.internal.cluster;

import io.chatka.internal.broker.Broker;
import io.chatka.internal.broker.BrokerListener;
import io.chatka.internal.broker.Event;
import io.chatka.internal.broker.Head;
import io.chatka.internal.fault.FaultLog;
import io.chatka.internal.fault.Stages;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * The other nodes, as they told of themselves lately. Thread-safe; never blocks.
 *
 * <p>Each node announces itself regularly. A node is {@link #isGone gone} when this one has heard {@value #MISSED} of its own
 * notes since the last one of that node (more, if that node announces itself less often), and is back when it has been heard
 * for as long again. So nobody is gone because the broker was away, or because this node stood still; see {@link Echoes}.
 */
public final class Peers implements BrokerListener, Nodes {
    private static final FaultLog FAULTS = FaultLog.of(Peers.class);

    /** Clients' rooms have no '~' in their names. */
    private static final String ROOM = "~nodes";

    /** Own notes heard since another node's last one, after which that node is gone. */
    private static final int MISSED = 4;

    private static final int PATIENCE = 3;

    /** How many own notes later a node that is gone is forgotten: ten minutes, by default. */
    private static final int FORGOTTEN = 300;

    /** More nodes than this are no cluster of ours, but a fault. */
    private static final int MOST = 10_000;

    private final Broker broker;
    private final String self;
    private final Supplier<NodeState> own;
    private final LongSupplier nanoTime;
    private final Duration every;
    private final Echoes echoes;
    private final Map<String, Peer> others = new HashMap<>();
    private boolean subscribing;
    private boolean subscribed;
    private volatile Set<String> gone = Set.of();
    private volatile Runnable changed = () -> {};

    /** Another node. Times are counts of {@link #echoes} but for {@link #toldAt}. */
    private static final class Peer {
        /** What it told last; null for one that is only known from a room. */
        NodeState state;

        /** When that was, by this node's clock. */
        long toldAt;

        /** Own notes for one of its. */
        long pace = 1;

        long heardAt;
        boolean gone;

        /** Since when one that is gone is heard again, or -1. */
        long backSince = -1;
    }

    /**
     * @param self this node's name among others, another one at each start
     * @param own asked for what is told of this node
     * @param nanoTime a clock that never jumps, such as {@link System#nanoTime}
     * @param every how often {@link #announce} is called
     */
    public Peers(Broker broker, String self, Supplier<NodeState> own, LongSupplier nanoTime, Duration every) {
        this.broker = broker;
        this.self = self;
        this.own = own;
        this.nanoTime = nanoTime;
        this.every = every;
        this.echoes = new Echoes(every.dividedBy(2));
    }

    /** @param changed run whenever {@link #isGone} has another answer for some node, on a thread of the broker's; must not block */
    public void whenChanged(Runnable changed) {
        this.changed = changed;
    }

    /** Tells the others of this node. To be called regularly, and at each change. */
    public void announce() {
        boolean subscribe;
        synchronized (this) {
            subscribe = !subscribed && !subscribing;
            subscribing |= subscribe;
            if (!subscribed && !subscribe) {
                return;
            }
        }
        // Not under the lock: a broker may call back at once.
        if (subscribe) {
            Stages.begin(() -> broker.subscribe(ROOM, this))
                    .whenComplete((position, failed) -> subscribed(failed == null));
        } else {
            broker.announce(ROOM, Notes.write(self, every, own.get()));
        }
    }

    private void subscribed(boolean now) {
        synchronized (this) {
            subscribing = false;
            // If it failed, the next round tries again.
            subscribed = now;
        }
        if (now) {
            FAULTS.attempt("the other nodes could not be told of this one", this::announce);
        }
    }

    /** How many there are, without this one. */
    public synchronized int count() {
        return (int) others.values().stream().filter(this::fresh).count();
    }

    /** What the others can take; nothing while the broker is away. */
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

    /** Null if there are too many. */
    private Peer peer(String node) {
        Peer peer = others.get(node);
        if (peer == null && others.size() < MOST) {
            peer = new Peer();
            peer.heardAt = echoes.count();
            others.put(node, peer);
        }
        return peer;
    }

    @Override
    public void onNote(byte[] note) {
        Notes.Note read = Notes.read(note).orElse(null);
        if (read == null) {
            return;
        }
        boolean news = false;
        synchronized (this) {
            if (!read.node().equals(self)) {
                told(read);
            } else if (echoes.heard(nanoTime.getAsLong())) {
                news = review();
            }
        }
        if (news) {
            changed.run();
        }
    }

    private void told(Notes.Note note) {
        Peer peer = peer(note.node());
        if (peer == null) {
            return;
        }
        peer.state = note.state();
        peer.toldAt = nanoTime.getAsLong();
        // An unknown pace is that of this node: all nodes of a cluster are set alike.
        peer.pace = Math.max(1, -Math.floorDiv(-note.every().toNanos(), every.toNanos()));
        peer.heardAt = echoes.count();
        if (peer.gone && peer.backSince < 0) {
            peer.backSince = echoes.count();
        }
    }

    /** Sees who has fallen silent and who is back; whether there is anything new. */
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

    @Override
    public void onEvent(Event event) {
        // Nobody publishes here.
    }

    @Override
    public void onLost() {
        // Nothing is heard of this node's either, and so nobody grows older.
    }

    /** The others may need as long as this node to be heard again. */
    @Override
    public synchronized void onResumed(Head head) {
        others.values().stream().filter(peer -> !peer.gone).forEach(peer -> peer.heardAt = echoes.count());
    }

    @Override
    public void onPosition(Head head) {
        // Nobody publishes here.
    }
}
