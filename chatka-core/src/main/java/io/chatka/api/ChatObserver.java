package io.chatka.api;

/**
 * Is told what happened, by the node where it happened and at most once.
 *
 * <p>The node calls all methods on one thread of its own, {@code chatka-observer}, in the order in
 * which the events occurred on a connection. A method may block: events then wait, up to 10,000 of
 * them and 16 million characters of messages. What is above that is dropped, counted in
 * {@code chatka_observer_dropped_total}, and logged once a minute. A method that throws is logged;
 * the next event follows. An event that waits while the node is killed is never told.
 */
public interface ChatObserver {

    /** A session has opened. */
    default void connected(Session session) {}

    /**
     * A session has ended; the rooms that it was in have been told as left.
     *
     * @param why the name of the close code, such as {@code normal} or {@code slow}; {@code lost} if
     *     the connection broke
     */
    default void disconnected(Session session, String why) {}

    /** A session has joined a room. */
    default void joined(Session session, String room) {}

    /** A session has left a room, or has ended. */
    default void left(Session session, String room) {}

    /** A message has its place in the room's order. Repetitions of it are not told. */
    default void said(SaidMessage message) {}

    /** The room has its first member on this node. Told before {@link #joined}. */
    default void occupied(String room) {}

    /** The room has had no member on this node for 5 seconds, so a page that reloads vacates nothing. */
    default void vacated(String room) {}
}
