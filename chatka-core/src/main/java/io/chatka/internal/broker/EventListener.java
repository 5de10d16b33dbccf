package io.chatka.internal.broker;

/**
 * Hears the events of one room. The broker calls it in order and never concurrently. The methods
 * must neither block nor throw.
 */
public interface EventListener {

    /** The room's next event. */
    void onEvent(Event event);

    /** The room's state has changed. Changes of a greater version may have been lost before. */
    default void onChange(RoomChange change) {}

    /** The broker cannot be reached; until {@link #onResumed} the listener may miss events. */
    void onLost();

    /**
     * The subscription works again. Events up to the head that the listener has not heard will not
     * reach it any more.
     */
    void onResumed(Head head);

    /**
     * A regular check, by brokers that can lose events, of where the room stands. Events up to the
     * head that the listener has not heard will not reach it any more.
     */
    void onPosition(Head head);
}
