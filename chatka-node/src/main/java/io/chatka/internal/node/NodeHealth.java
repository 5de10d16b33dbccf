package io.chatka.internal.node;

import io.chatka.internal.broker.Broker;
import io.chatka.internal.meter.NodeMeter;
import io.chatka.internal.transport.Health;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** Collects the reasons why a node should get no new clients, or be restarted. */
final class NodeHealth implements Health {
    private final NodeMeter meter;
    private final Broker broker;
    private final BooleanSupplier hearing;
    private final MemoryGuard memory;
    private volatile NodeSettings.Health settings;
    private volatile boolean draining;

    /** Whether the broker has been available at any time. */
    private volatile boolean begun;

    /** @param hearing whether the broker delivers what is published */
    NodeHealth(
            NodeSettings.Health settings, NodeMeter meter, Broker broker, BooleanSupplier hearing, MemoryGuard memory) {
        this.settings = settings;
        this.meter = meter;
        this.broker = broker;
        this.hearing = hearing;
        this.memory = memory;
    }

    /** Sets new time limits for event loops that do nothing. */
    void reconfigure(NodeSettings.Health others) {
        settings = others;
    }

    /** From now on the node is not ready, because it drains. */
    void draining() {
        draining = true;
    }

    boolean isDraining() {
        return draining;
    }

    @Override
    public List<String> notLiveBecause() {
        return stuckLonger(settings.dead()).stream().toList();
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
        starting(); // remembers that the broker was available
        if (draining) {
            reasons.add("this node is draining");
        }
        Optional<String> unavailable = broker.unavailableBecause();
        if (unavailable.isPresent()) {
            reasons.add(unavailable.get());
        } else if (!hearing.getAsBoolean()) {
            reasons.add("the broker takes messages but delivers none");
        }
        reasons.addAll(memory.shortages());
        stuckLonger(settings.stuck()).ifPresent(reasons::add);
        return reasons;
    }

    private Optional<String> stuckLonger(Duration patience) {
        Duration silence = Duration.ofNanos(meter.loopSilence());
        return silence.compareTo(patience) > 0
                ? Optional.of("an event loop has done nothing for " + silence.toSeconds() + " s")
                : Optional.empty();
    }
}
