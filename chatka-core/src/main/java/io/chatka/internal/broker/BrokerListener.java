package io.chatka.internal.broker;

/** Hears what a broker has for one room. Called in order, never concurrently; must neither block nor throw. */
public interface BrokerListener {

    /** The room's next event. */
    void onEvent(Event event);

    /** A note of {@link Broker#announce}. */
    void onNote(byte[] note);

    /** The broker cannot be reached; until {@link #onResumed} events may be missed. */
    void onLost();

    /** The subscription works again, and the room stands here. Events up to there that were not heard were missed. */
    void onResumed(Head head);

    /**
     * Where the room stands, as a broker whose events can get lost checks it now and then. Events up to there that were not heard
     * by now were missed.
     */
    void onPosition(Head head);
}
