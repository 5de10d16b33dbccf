package io.chatka.internal.broker;

import java.util.List;
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
     *
     * <p>If the publication has a {@link Sender}, the same step checks the room's state and the
     * sender's sanctions. A sender that may not speak fails with {@link PublishRefusedException}; a
     * message of a sender with a shadow mute becomes an event of the kind {@code SHADOWED}.
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

    /**
     * Changes the room's state and publishes the change, in one atomic step. Every listener hears
     * it as {@link EventListener#onChange}, but a broker may lose that: a {@link Head} with another
     * version shows it, and {@link #state} has the present state.
     */
    CompletionStage<StateChanged> change(String room, StateChange change);

    /** Reads the room's state. */
    CompletionStage<RoomState> state(String room);

    /** Reads the sanctions against one user; needed only if {@link RoomState#sanctions}. */
    CompletionStage<Standing> standing(String room, String user);

    /**
     * Reads the sanctions that are in force in a room, in no order.
     *
     * @param after {@link Sanctions#next} of the page before; null for the first one
     * @param limit about how many
     */
    CompletionStage<Sanctions> sanctions(String room, String after, int limit);

    /**
     * The rooms of which messages or sanctions are kept, in the order of their names. What is new may
     * be missing for some seconds.
     *
     * @param prefix how the names begin
     * @param after only later names; empty for the first ones
     */
    CompletionStage<List<String>> names(String prefix, String after, int limit);

    /** Lets {@link #names} and {@link ModerationStore#holding} miss nothing that is there now. */
    CompletionStage<Void> refreshNames();

    /**
     * Takes texts out of the history, out of pinned messages and out of everything else that the
     * broker keeps, and publishes an event that tells it, in one atomic step. In the history, each
     * place keeps a tombstone: an event of that kind, with the bytes {@code {"type":"message",
     * "seq":…,"at":…,"room":…,"deleted":true}}.
     *
     * @param event of the kind {@code DELETED} or {@code CLEARED}. It does not count towards the
     *     history's bound
     */
    CompletionStage<Removed> remove(String room, Removal removal, Publication event);

    /** Ends what {@link #subscribe} began; ignores a listener that is not subscribed. */
    void unsubscribe(String room, EventListener listener);
}
