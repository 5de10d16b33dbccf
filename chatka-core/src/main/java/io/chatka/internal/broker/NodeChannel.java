package io.chatka.internal.broker;

/**
 * Carries notes between nodes: each at most once, in any order, neither numbered nor kept. Nobody
 * notices that a note is lost, so its sender repeats it or puts a version into it. See
 * {@link Broker} for threads.
 */
public interface NodeChannel {

    /**
     * Sends a note to every listener of the topic, on this node as well. Without a connection, the
     * note is lost.
     */
    void send(Topic topic, byte[] note);

    /**
     * Delivers the topic's notes to the listener from now on until {@link #unsubscribe}. The broker
     * renews the subscription whenever it loses it, and retries one that is refused.
     *
     * <p>For a room's topic, this subscription is active by the time a later
     * {@link RoomBroker#subscribe} to that room succeeds.
     */
    void subscribe(Topic topic, NoteListener listener);

    /** Ends what {@link #subscribe} began; ignores a listener that is not subscribed. */
    void unsubscribe(Topic topic, NoteListener listener);
}
