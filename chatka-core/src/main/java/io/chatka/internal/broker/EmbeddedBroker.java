package io.chatka.internal.broker;

import java.time.Clock;
import java.util.function.LongSupplier;

/** The broker of a single node. The order and history of its rooms end with the JVM. */
public final class EmbeddedBroker implements Broker {
    private final EmbeddedRooms rooms;
    private final EmbeddedNodeChannel nodes = new EmbeddedNodeChannel();
    private final EmbeddedFacts facts;
    private final EmbeddedModeration moderation;

    /**
     * @param clock gives the events their time
     * @param nanoTime a clock that never jumps, such as {@link System#nanoTime}
     */
    public EmbeddedBroker(Clock clock, LongSupplier nanoTime, EmbeddedSettings settings) {
        this.rooms = new EmbeddedRooms(clock, nanoTime, settings);
        this.facts = new EmbeddedFacts(clock);
        this.moderation = new EmbeddedModeration(clock);
    }

    @Override
    public RoomBroker rooms() {
        return rooms;
    }

    @Override
    public NodeChannel nodes() {
        return nodes;
    }

    @Override
    public FactStore facts() {
        return facts;
    }

    @Override
    public ModerationStore moderation() {
        return moderation;
    }

    /** Bytes that all histories and keys hold. */
    long historyBytes() {
        return rooms.historyBytes();
    }

    @Override
    public boolean available() {
        return !rooms.isClosed();
    }

    @Override
    public void close() {
        rooms.close();
        nodes.close();
    }
}
