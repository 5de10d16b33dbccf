package io.chatka.internal.broker;

/** Hears the events of one room. Calls come in order and never concurrently; they must neither block nor throw. */
public interface EventListener {

    /** The room's next event. */
    void onEvent(Event event);

    /** The broker cannot be reached; until {@link #onResumed} the listener may miss events. */
    void onLost();

    /**
     * The subscription works again, and the room stands here. The listener missed the events up to
     * there that it did not hear.
     */
    void onResumed(Head head);

    /**
     * Where the room stands: a broker that can lose events checks it now and then. The listener
     * missed the events up to there that it did not hear by now.
     */
    void onPosition(Head head);
}
