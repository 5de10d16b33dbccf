package io.chatka.internal.broker;

import io.chatka.api.BrokerUnavailableException;
import java.util.Optional;

/**
 * What connects the nodes of a cluster: one store, with the order of the rooms' messages and a
 * channel for the nodes' own notes. Whoever opens a broker closes it; the parts of a node get the
 * one port that they need.
 *
 * <p><b>Threads.</b> All methods of a broker and its ports may be called from any thread, and none
 * blocks but {@link #close}. Stages complete and listeners are called on a thread of the broker's
 * or of the caller's; neither may block there.
 *
 * <p><b>Failure.</b> A stage fails with {@link BrokerUnavailableException} if the broker cannot be
 * reached or does not answer in time. Such a publication may have been stored or not.
 */
public interface Broker extends AutoCloseable {

    /** The rooms' messages: numbered, kept and delivered in order. */
    RoomBroker rooms();

    /** The nodes' notes to each other: neither numbered nor kept. */
    NodeChannel nodes();

    /** Whether the broker can be reached. What fails meanwhile fails for a reason of its own. */
    boolean available();

    /**
     * Why the broker cannot be expected to take messages now, with the remedy, in one line for
     * operators; empty if it can. A broker that can be reached may refuse every message.
     */
    default Optional<String> unavailableBecause() {
        return available() ? Optional.empty() : Optional.of("the broker cannot be reached");
    }

    /** How many messages arrived on this broker's channels in a form that it does not know. They were dropped. */
    default long strays() {
        return 0;
    }

    /** Releases connections and threads; whatever is under way fails. Blocks for at most two seconds. */
    @Override
    void close();
}
