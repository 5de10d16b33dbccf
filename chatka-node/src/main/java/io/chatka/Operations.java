package io.chatka;

import io.chatka.api.ModerationRecord;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/**
 * What an application or an operator does with a cluster, through any of its nodes. Thread-safe;
 * never blocks. Stages complete on any thread, and code that runs there must not block.
 *
 * <p>Stages fail with {@link io.chatka.api.RefusedException} if what was asked cannot be done, and
 * with {@link io.chatka.api.BrokerUnavailableException} if it is unknown whether it was done.
 * Methods throw {@link io.chatka.api.RefusedException} for arguments that break the rules of
 * docs/protocol.md.
 */
public interface Operations {

    /** The rooms of the cluster. */
    Rooms rooms();

    /** One room, which need not exist yet. */
    Room room(String name);

    /** The users of the cluster. */
    Users users();

    /** The nodes, each with its figures. */
    CompletionStage<Reply<List<NodeReport>>> cluster();

    /** The figures of the nodes in the last hour, every ten seconds. */
    CompletionStage<Reply<List<NodeHour>>> lastHour();

    /**
     * Acts of moderators of all nodes, the newest first: 10,000 are kept, for 30 days.
     *
     * @param user only acts of this user, or about it; null for all
     * @param before only acts that are older than the one with this id; null for the newest
     * @return by ids, in their order
     */
    CompletionStage<Map<String, ModerationRecord>> audit(String user, String before, int limit);

    /**
     * What users reported, the newest first; see {@link #audit}. {@code by} is the user who reports,
     * {@code room} and {@code about.seq} are the place of the message.
     */
    CompletionStage<Map<String, ModerationRecord>> reports(String before, int limit);

    /**
     * Tells acts and reports of all nodes as they are kept. One may be lost while the broker is away;
     * {@link #audit} and {@link #reports} have it.
     *
     * @param told called on a thread of the broker; must not block. A report has the action {@code
     *     report}
     * @return ends it
     */
    Runnable watch(Consumer<ModerationRecord> told);

    /**
     * A node.
     *
     * @param name made up at each start
     * @param figures what the node counts, by name
     */
    record NodeReport(String name, Map<String, String> figures) {}

    /**
     * A node's last hour.
     *
     * @param figures by name, each with as many values, the oldest first; {@code at} has their times
     *     in Unix milliseconds
     */
    record NodeHour(String name, Map<String, List<Long>> figures) {}
}
