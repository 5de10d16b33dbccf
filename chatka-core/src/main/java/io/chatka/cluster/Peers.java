package io.chatka.cluster;

import io.chatka.broker.Broker;
import io.chatka.broker.BrokerListener;
import io.chatka.broker.Event;
import io.chatka.broker.Position;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * The other nodes, as they told of themselves lately. A node that has not been heard of for three times as long as it should be is
 * forgotten, and so are all of them while the broker is away. Thread-safe; never blocks.
 */
public final class Peers implements BrokerListener {
    /** Clients' rooms have no '~' in their names. */
    private static final String ROOM = "~nodes";

    private static final int PATIENCE = 3;

    /** More nodes than this are no cluster of ours, but a fault. */
    private static final int MOST = 10_000;

    private final Broker broker;
    private final String self;
    private final Supplier<NodeState> own;
    private final LongSupplier nanoTime;
    private final long forgetAfterNanos;
    private final Map<String, Heard> others = new ConcurrentHashMap<>();
    private boolean subscribing;
    private volatile boolean subscribed;

    private record Heard(NodeState state, long at) {}

    /**
     * @param self this node's name among others
     * @param own asked for what is told of this node
     * @param nanoTime a clock that never jumps, such as {@link System#nanoTime}
     * @param every how often {@link #announce} is called, and that of the others
     */
    public Peers(Broker broker, String self, Supplier<NodeState> own, LongSupplier nanoTime, Duration every) {
        this.broker = broker;
        this.self = self;
        this.own = own;
        this.nanoTime = nanoTime;
        this.forgetAfterNanos = every.multipliedBy(PATIENCE).toNanos();
    }

    /** Tells the others of this node, and forgets those that have not been heard. To be called regularly, and at each change. */
    public synchronized void announce() {
        long now = nanoTime.getAsLong();
        others.values().removeIf(heard -> now - heard.at > forgetAfterNanos);
        if (subscribed) {
            broker.announce(ROOM, Notes.write(self, own.get()));
        } else if (!subscribing) {
            subscribing = true;
            broker.subscribe(ROOM, this).whenComplete((position, failed) -> {
                // If it failed, the next round tries again.
                subscribed = failed == null;
                synchronized (this) {
                    subscribing = false;
                }
                if (subscribed) {
                    announce();
                }
            });
        }
    }

    /** How many there are, without this one. */
    public int count() {
        return (int) others.values().stream().filter(this::fresh).count();
    }

    /** What the others can take. */
    public Spare spare() {
        long free = 0;
        long perSecond = 0;
        long leaving = 0;
        for (Heard heard : others.values()) {
            if (fresh(heard)) {
                NodeState state = heard.state;
                free += state.free();
                perSecond += state.free() > 0 ? Spare.perSecond(state.perSecond()) : 0;
                leaving += state.state() == NodeState.State.DRAINING ? state.connections() : 0;
            }
        }
        return new Spare(free, perSecond, leaving);
    }

    private boolean fresh(Heard heard) {
        return nanoTime.getAsLong() - heard.at <= forgetAfterNanos;
    }

    @Override
    public void onNote(byte[] note) {
        Notes.read(note).filter(read -> !read.node().equals(self)).ifPresent(read -> {
            if (others.size() < MOST || others.containsKey(read.node())) {
                others.put(read.node(), new Heard(read.state(), nanoTime.getAsLong()));
            }
        });
    }

    @Override
    public void onEvent(Event event) {
        // Nobody publishes here.
    }

    @Override
    public void onLost() {
        // They are forgotten when their time is over.
    }

    @Override
    public void onResumed(Position position) {
        // Notes come again by themselves.
    }

    @Override
    public void onPosition(Position position) {
        // Nobody publishes here.
    }
}
