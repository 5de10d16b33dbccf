package io.chatka.internal.metrics;

import io.chatka.internal.broker.NodeChannel;
import io.chatka.internal.broker.Topic;
import io.chatka.internal.fault.FaultLog;
import io.chatka.internal.meter.Latency;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Regularly sends a note to its own node: a broker that takes everything and delivers nothing looks
 * healthy in every other way. A subscription can be half-open for hours.
 */
public final class BrokerProbe {
    private static final FaultLog FAULTS = FaultLog.of(BrokerProbe.class);

    private final NodeChannel channel;
    private final Topic echo;
    private final Latency roundTrip;
    private final LongSupplier nanoTime;
    private final Duration patience;
    private volatile long heardAt;

    /**
     * @param node this node's name among others
     * @param roundTrip records how long each note takes
     * @param nanoTime a clock that never jumps, such as {@link System#nanoTime}
     * @param patience how long the broker may deliver nothing
     */
    public BrokerProbe(NodeChannel channel, String node, Latency roundTrip, LongSupplier nanoTime, Duration patience) {
        this.channel = channel;
        this.echo = Topic.echo(node);
        this.roundTrip = roundTrip;
        this.nanoTime = nanoTime;
        this.patience = patience;
        this.heardAt = nanoTime.getAsLong();
    }

    /** @param timer runs the probe; its owner ends it */
    public BrokerProbe start(ScheduledExecutorService timer, Duration every) {
        channel.subscribe(echo, this::heard);
        // A task that throws would never run again.
        Runnable task = () -> FAULTS.attempt("the broker could not be probed; the node tries again", this::probe);
        timer.scheduleWithFixedDelay(task, 0, every.toNanos(), TimeUnit.NANOSECONDS);
        return this;
    }

    /** Whether the broker has delivered a note lately; any thread. */
    public boolean hearing() {
        return nanoTime.getAsLong() - heardAt < patience.toNanos();
    }

    private void probe() {
        byte[] note =
                ByteBuffer.allocate(Long.BYTES).putLong(nanoTime.getAsLong()).array();
        channel.send(echo, note);
    }

    private void heard(byte[] note) {
        if (note.length == Long.BYTES) {
            long now = nanoTime.getAsLong();
            heardAt = now;
            roundTrip.record(now - ByteBuffer.wrap(note).getLong());
        }
    }
}
