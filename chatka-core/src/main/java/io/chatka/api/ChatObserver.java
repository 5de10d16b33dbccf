package io.chatka.api;

import java.util.List;

/**
 * Receives the events of a node. The node where an event happens reports it, at most once.
 *
 * <p>The node calls all methods on one thread, {@code chatka-observer}. Events of one connection
 * arrive in the order in which they happened. A method may block: events then wait in a queue of at
 * most 10,000 events and 16 million characters of messages. The node drops events that do not fit,
 * counts them in {@code chatka_observer_dropped_total}, and logs that at most once a minute. If a
 * method throws, the node logs that and goes on with the next event. Events that wait when the
 * process is killed are lost.
 */
public interface ChatObserver {

    /**
     * Comes before every other event.
     *
     * @param node the name of the node that calls this observer, made up at its start
     */
    default void started(String node) {}

    /** A session has opened. */
    default void connected(Session session) {}

    /**
     * A session has ended. {@link #left} was called before for each room that it was in.
     *
     * @param why the name of the close code, such as {@code normal} or {@code slow}; {@code lost}
     *     if the connection broke
     */
    default void disconnected(Session session, String why) {}

    /** A session has joined a room. */
    default void joined(Session session, String room) {}

    /** A session has left a room: the client asked to, or the session ended. */
    default void left(Session session, String room) {}

    /** A message has its place in the room's order. A retry of the same message is not reported. */
    default void said(SaidMessage message) {}

    /**
     * A user points moderators at a message.
     *
     * @param seq the place of the message in the room, as the user says it
     * @param reason what the user says of it; null for nothing
     */
    default void reported(Session session, String room, long seq, String reason) {}

    /** A moderator's act has succeeded. */
    default void moderated(ModerationRecord act) {}

    /** The room has its first member on this node. Called before {@link #joined}. */
    default void occupied(String room) {}

    /**
     * The room has had no member on this node for 5 seconds. A reload of a page does not vacate its
     * room.
     */
    default void vacated(String room) {}

    /**
     * Another node has ended without a farewell, as by SIGKILL, about ten seconds ago. It tells
     * nothing more, so its sessions have ended and its rooms are vacated. Of the nodes that are left,
     * one tells this. What was said there and not told is in the rooms' history.
     *
     * @param node its name
     * @param rooms those that were occupied there, as of a second before
     */
    default void nodeLost(String node, List<String> rooms) {}
}
