package io.chatka.internal.broker;

import io.chatka.api.BrokerUnavailableException;
import java.util.Optional;

/**
 * What connects the nodes of a cluster: one store, with the order of the rooms' messages and a
 * channel for the nodes' own notes. The part of a node that opens the broker closes it; every other
 * part gets the one port that it needs.
 *
 * <p><b>Threads.</b> All methods of a broker and its ports may be called from any thread. None of
 * them blocks, except {@link #close}. Stages complete, and listeners are called, on a thread of the
 * broker or of the caller. Code that runs there must not block.
 *
 * <p><b>Failure.</b> A stage fails with {@link BrokerUnavailableException} if the broker cannot be
 * reached or does not answer in time. A publication that fails so may still have been stored.
 */
public interface Broker extends AutoCloseable {

    /** The rooms' messages: numbered, kept and delivered in order. */
    RoomBroker rooms();

    /** The nodes' notes to each other: neither numbered nor kept. */
    NodeChannel nodes();

    /** Facts that every node has to know. */
    FactStore facts();

    /** What moderators need beside the rooms' state. */
    ModerationStore moderation();

    /** Which rooms the nodes have told to be occupied. */
    default OccupancyStore occupancy() {
        return OccupancyStore.NONE;
    }

    /** Whether the broker can be reached. A single call may fail even so. */
    boolean available();

    /**
     * Why the broker takes no messages now, and the remedy, in one line for operators; empty if it
     * takes them. A broker that can be reached may still refuse every message.
     */
    default Optional<String> unavailableBecause() {
        return available() ? Optional.empty() : Optional.of("the broker cannot be reached");
    }

    /**
     * The number of messages on this broker's channels that it dropped because their form is
     * unknown.
     */
    default long strays() {
        return 0;
    }

    /** Releases connections and threads; calls in progress fail. Blocks for at most two seconds. */
    @Override
    void close();
}
