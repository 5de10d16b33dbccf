package io.chatka.broker;

/** Hears what a broker has for one room. Called in order, never concurrently; must neither block nor throw. */
public interface BrokerListener {

    /** The room's next event. */
    void onEvent(Event event);

    /** A note of {@link Broker#announce}. */
    void onNote(byte[] note);

    /** The broker cannot be reached; until {@link #onResumed} events may be missed. */
    void onLost();

    /** The subscription works again; the room's position now. Events up to it that were not heard were missed. */
    void onResumed(Position position);

    /**
     * The room's position, as a broker whose events can get lost checks it now and then. Events up to it that were not heard
     * by now were missed.
     */
    void onPosition(Position position);
}
