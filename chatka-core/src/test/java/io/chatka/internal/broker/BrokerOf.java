package io.chatka.internal.broker;

import java.time.Clock;

/** A broker of given ports: fakes, or real ones with faults. Always available. */
public record BrokerOf(RoomBroker rooms, NodeChannel nodes, FactStore facts, ModerationStore moderation)
        implements Broker {
    public BrokerOf(RoomBroker rooms, NodeChannel nodes) {
        this(rooms, nodes, new EmbeddedFacts(Clock.systemUTC()), new EmbeddedModeration(Clock.systemUTC()));
    }

    @Override
    public boolean available() {
        return true;
    }

    @Override
    public void close() {}
}
