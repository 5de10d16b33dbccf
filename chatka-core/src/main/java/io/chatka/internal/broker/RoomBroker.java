package io.chatka.internal.broker;

import java.util.concurrent.CompletionStage;

/**
 * Gives the messages of rooms their order, keeps them for a while and delivers them. See
 * {@link Broker} for threads and failures.
 *
 * <p>A room has one total order of {@link Position}s. Every listener of a room hears its events in
 * that order, each at most once per subscription. A broker may lose events, but not unnoticed: the
 * listener hears an event whose {@code seq} leaves a hole, or {@link EventListener#onResumed} or
 * {@link EventListener#onPosition} gives it a position beyond the last event. {@link #history} has
 * the lost events, as long as they are kept.
 */
public interface RoomBroker {

    /**
     * Gives the publication the room's next place, stores it in the history and publishes it, in
     * one atomic step. If a publication with the same key already has a place, returns that place
     * and publishes nothing.
     */
    CompletionStage<Receipt> publish(String room, Publication publication);

    /** Reads a part of what was published in the room. */
    CompletionStage<HistoryPage> history(String room, HistoryQuery query);

    /**
     * Starts to deliver the room's events to the listener.
     *
     * @return the room's head when the listener was attached. The listener hears every later event,
     *     and may hear some earlier ones
     */
    CompletionStage<Head> subscribe(String room, EventListener listener);

    /** Ends what {@link #subscribe} began; ignores a listener that is not subscribed. */
    void unsubscribe(String room, EventListener listener);
}
