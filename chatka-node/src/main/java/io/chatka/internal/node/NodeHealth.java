package io.chatka.internal.node;

import io.chatka.internal.broker.Broker;
import io.chatka.internal.config.Reader;
import io.chatka.internal.metrics.Metrics;
import io.chatka.internal.transport.Health;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Puts together what makes a node unfit for new clients, or for any. */
public final class NodeHealth implements Health {
    static final Duration MIN = Duration.ofMillis(10);
    static final Duration HOUR = Duration.ofHours(1);

    private final Metrics metrics;
    private final Broker broker;
    private final Metrics.Hearing hearing;
    private volatile long stuckNanos;
    private volatile long deadNanos;
    private final MemoryGuard memory;
    private volatile boolean draining;

    /** Whether the broker has been there at any time. */
    private volatile boolean begun;

    /** @param settings at {@code chatka.health} */
    NodeHealth(Reader settings, Metrics metrics, Broker broker, String node, MemoryGuard memory) {
        this.memory = memory;
        this.metrics = metrics;
        this.broker = broker;
        reconfigure(settings);
        this.hearing =
                metrics.probe(broker, node, settings.duration("echo", MIN, HOUR), settings.duration("deaf", MIN, HOUR));
    }

    /** @param settings at {@code chatka.health}, of which the patience with event loops is taken */
    final void reconfigure(Reader settings) {
        stuckNanos = settings.duration("stuck", MIN, HOUR).toNanos();
        deadNanos = settings.duration("dead", MIN, HOUR).toNanos();
    }

    /** From now on no new clients are wanted, and those who are here are told to go. */
    void draining() {
        draining = true;
    }

    boolean isDraining() {
        return draining;
    }

    Metrics.Hearing hearing() {
        return hearing;
    }

    @Override
    public List<String> notLiveBecause() {
        return metrics.loopSilence() > deadNanos
                ? List.of("an event loop has done nothing for " + seconds(metrics.loopSilence()) + " s")
                : List.of();
    }

    @Override
    public boolean shortOfMemory() {
        return memory.refusing();
    }

    @Override
    public boolean starting() {
        if (!begun && broker.available()) {
            begun = true;
        }
        return !begun;
    }

    @Override
    public List<String> notReadyBecause() {
        List<String> reasons = new ArrayList<>();
        starting();
        if (draining) {
            reasons.add("this node is draining");
        }
        Optional<String> unavailable = broker.unavailableBecause();
        if (unavailable.isPresent()) {
            reasons.add(unavailable.get());
        } else if (!hearing.hearing()) {
            reasons.add("the broker takes messages, and none come back");
        }
        reasons.addAll(memory.shortages());
        long silence = metrics.loopSilence();
        if (silence > stuckNanos) {
            reasons.add("an event loop has done nothing for " + seconds(silence) + " s");
        }
        return reasons;
    }

    private static long seconds(long nanos) {
        return nanos / 1_000_000_000L;
    }
}
