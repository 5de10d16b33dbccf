package io.chatka.internal.metrics;

import io.chatka.internal.broker.Broker;
import io.chatka.internal.broker.BrokerListener;
import io.chatka.internal.broker.Event;
import io.chatka.internal.broker.Head;
import io.chatka.internal.fault.FaultLog;
import io.chatka.internal.fault.Stages;
import io.chatka.internal.meter.Latency;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Publishes a note of its own every so often, and listens for it: a broker that takes everything and delivers nothing looks
 * healthy in every other way. A subscription can be half-open for hours.
 *
 * <p>The note travels in a room of this node's own, under a name that no client can use.
 */
final class BrokerProbe implements BrokerListener {
    private static final FaultLog FAULTS = FaultLog.of(BrokerProbe.class);

    private final Broker broker;
    private final String room;
    private final Latency roundTrip;
    private final LongSupplier nanoTime;
    private final Duration every;
    private final Duration patience;
    private final ScheduledExecutorService timer;
    private boolean subscribing;
    private volatile boolean subscribed;
    private volatile long heardAt;

    /**
     * @param node this node's name among others
     * @param patience how long nothing may be heard
     * @param timer runs what is done regularly; ended by its owner
     */
    BrokerProbe(
            Broker broker,
            String node,
            Latency roundTrip,
            LongSupplier nanoTime,
            Duration every,
            Duration patience,
            ScheduledExecutorService timer) {
        this.broker = broker;
        // Clients' rooms have no '~' in their names.
        this.room = "~" + node;
        this.roundTrip = roundTrip;
        this.nanoTime = nanoTime;
        this.every = every;
        this.patience = patience;
        this.timer = timer;
        this.heardAt = nanoTime.getAsLong();
    }

    BrokerProbe start() {
        // What a task throws would be the last that is heard of it.
        Runnable task = () -> FAULTS.attempt("the broker could not be probed; it is tried again", this::probe);
        timer.scheduleWithFixedDelay(task, 0, every.toNanos(), TimeUnit.NANOSECONDS);
        return this;
    }

    /** Whether what was published has come back lately; any thread. */
    boolean hearing() {
        return nanoTime.getAsLong() - heardAt < patience.toNanos();
    }

    private synchronized void probe() {
        if (subscribed) {
            byte[] note = ByteBuffer.allocate(Long.BYTES)
                    .putLong(nanoTime.getAsLong())
                    .array();
            broker.announce(room, note);
        } else if (!subscribing) {
            subscribing = true;
            Stages.begin(() -> broker.subscribe(room, this)).whenComplete(this::onSubscribed);
        }
    }

    private void onSubscribed(Head head, Throwable failure) {
        subscribed = failure == null;
        synchronized (this) {
            subscribing = false;
        }
        if (subscribed) {
            FAULTS.attempt("the broker could not be probed; it is tried again", this::probe);
        }
    }

    @Override
    public void onNote(byte[] note) {
        if (note.length == Long.BYTES) {
            long now = nanoTime.getAsLong();
            heardAt = now;
            roundTrip.record(now - ByteBuffer.wrap(note).getLong());
        }
    }

    @Override
    public void onEvent(Event event) {}

    @Override
    public void onLost() {}

    @Override
    public void onResumed(Head head) {}

    @Override
    public void onPosition(Head head) {}
}
