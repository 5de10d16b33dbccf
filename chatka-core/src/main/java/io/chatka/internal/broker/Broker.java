package io.chatka.internal.broker;

import io.chatka.api.BrokerUnavailableException;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * Orders and distributes the messages of rooms.
 *
 * <p><b>Guarantees.</b> A room has one total order of {@link Position}s. Every listener of a room hears its events in
 * that order, each at most once per subscription. A broker that lost messages does not hide it: the {@code seq}s that
 * a listener hears then have a hole, or {@link BrokerListener#onResumed} or {@link BrokerListener#onPosition} tells a
 * position beyond the last one heard. What was missed can be read by {@link #history}, as far as it is kept.
 *
 * <p><b>Threads.</b> All methods may be called from any thread and return at once. Stages are completed and listeners
 * called on a thread of the broker's or of the caller's; neither may block there.
 *
 * <p><b>Failure.</b> A stage fails with {@link BrokerUnavailableException} when the broker cannot be reached or does
 * not answer in time; what was published may then have been stored or not.
 */
public interface Broker extends AutoCloseable {

    /**
     * Gives the publication the room's next place, stores it in the room's history and publishes it, in one atomic step; or finds,
     * by its key, that this was done before.
     */
    CompletionStage<Receipt> publish(String room, Publication publication);

    /** Reads a part of what was published in the room. */
    CompletionStage<HistoryPage> history(String room, HistoryQuery query);

    /**
     * Tells a note to every listener of the room, this node's included: at most once, in no order that is promised
     * relative to events, lost silently when the broker is away.
     */
    void announce(String room, byte[] note);

    /**
     * Starts to deliver the room's events to the listener.
     *
     * @return where the room stood when the listener was already attached: events after it are heard, some before it may be
     */
    CompletionStage<Head> subscribe(String room, BrokerListener listener);

    /** Ends what {@link #subscribe} began; a listener that is not subscribed is ignored. */
    void unsubscribe(String room, BrokerListener listener);

    /** Whether the broker can be reached: what fails meanwhile fails for a reason of its own. */
    boolean available();

    /** How much came by its ways so far that is not in a form of ours, and was dropped. */
    default long strays() {
        return 0;
    }

    /**
     * Why publishing cannot be expected to work now, with the remedy, in one line for operators; empty if it can. A broker that can
     * be reached may refuse every message.
     */
    default Optional<String> unavailableBecause() {
        return available() ? Optional.empty() : Optional.of("the broker cannot be reached");
    }

    /** Lets go of connections and threads; what is under way fails. Blocks for two seconds at most. */
    @Override
    void close();
}
