package io.chatka.internal.broker;

/**
 * What notes are about, and so which nodes hear them. All notes of a topic have one format; a new
 * format gets a topic of its own, which older nodes do not hear.
 *
 * @param name unique among topics. A room's topic has the room's name; the others begin with '~',
 *     which no room's name has
 */
public record Topic(String name) {
    /** Each node tells all others its state; see {@link io.chatka.internal.cluster.Peers}. */
    public static final Topic PEERS = new Topic("~nodes");

    /** Changes of the {@link FactStore}; see {@link io.chatka.internal.cluster.Facts}. */
    public static final Topic FACTS = new Topic("~facts");

    /** Acts and reports, as they are kept; see {@link io.chatka.internal.moderation.ActRecords}. */
    public static final Topic RECORDS = new Topic("~records");

    /** Questions to all nodes; see {@link io.chatka.internal.cluster.Questions}. */
    public static final Topic QUESTIONS = new Topic("~questions");

    /** Answers to the questions of one node. */
    public static Topic answers(String node) {
        return new Topic("~answers " + node);
    }

    /** Who is in a room. Only nodes where the room is open subscribe to it. */
    public static Topic presence(String room) {
        return new Topic(room);
    }

    /** A node sends to itself, to see that the broker delivers. */
    public static Topic echo(String node) {
        return new Topic("~" + node);
    }
}
