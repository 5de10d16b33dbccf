package io.chatka.internal.broker;

import java.util.concurrent.CompletionStage;

/**
 * Gives the messages of rooms their order, keeps them for a while and delivers them. See
 * {@link Broker} for threads and failures.
 *
 * <p>A room has one total order of {@link Position}s. Every listener of a room hears its events in
 * that order, each at most once per subscription. A broker that loses events does not hide it: the
 * listener hears {@code seq}s with a hole, or {@link EventListener#onResumed} or
 * {@link EventListener#onPosition} tells a position beyond the last event heard. {@link #history}
 * has what was missed, as far as it is kept.
 */
public interface RoomBroker {

    /**
     * Gives the publication the room's next place, stores it in the history and publishes it, in
     * one atomic step. If the publication has a key that was published before, it only finds that
     * place.
     */
    CompletionStage<Receipt> publish(String room, Publication publication);

    /** Reads a part of what was published in the room. */
    CompletionStage<HistoryPage> history(String room, HistoryQuery query);

    /**
     * Starts to deliver the room's events to the listener.
     *
     * @return where the room stood once the listener was attached. The listener hears every later
     *     event, and may hear some earlier ones
     */
    CompletionStage<Head> subscribe(String room, EventListener listener);

    /** Ends what {@link #subscribe} began; ignores a listener that is not subscribed. */
    void unsubscribe(String room, EventListener listener);
}
