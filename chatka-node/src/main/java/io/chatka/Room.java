package io.chatka;

import io.chatka.api.Act;
import io.chatka.api.HeldMessage;
import io.chatka.api.User;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** One room of a cluster; see {@link Operations}. */
public interface Room {

    String name();

    /** What moderators have set, and how many are in the room. */
    CompletionStage<Reply<State>> state();

    /**
     * The room's users on all nodes, in the order of their ids.
     *
     * @param after only users with greater ids; empty for the first ones
     * @param limit 1 to 1000
     */
    CompletionStage<Reply<Page<Member>>> members(String after, int limit);

    /**
     * Kept messages.
     *
     * @param before only messages with a smaller seq; {@link Long#MAX_VALUE} for no bound
     * @param after only messages with a greater seq, and of those the oldest; -1 for the newest
     * @param limit 1 to 1000
     */
    CompletionStage<Messages> messages(long before, long after, int limit);

    /** Publishes a message. The room's state does not forbid it, and filters do not change it. */
    CompletionStage<Posted> say(Post post);

    /** Carries out an act of a moderator, and records it. */
    CompletionStage<Void> moderate(Act act);

    /**
     * Takes out the text of a message. One that is deleted already is no error.
     *
     * @param epoch null for the present one
     * @param reason null for none
     */
    CompletionStage<Void> delete(long seq, String epoch, String reason);

    /**
     * Mutes and bans that are in force in this room alone, in no order.
     *
     * @param after null for the first ones
     * @param limit 1 to 1000; a page may have more or fewer
     */
    CompletionStage<Page<Sanction>> sanctions(String after, int limit);

    /** The messages that wait for a moderator, the oldest first. */
    CompletionStage<List<HeldMessage>> held();

    /**
     * Publishes a message that waits.
     *
     * @return false if it does not wait any more: another one decided, or an hour is over
     */
    CompletionStage<Boolean> approve(String id);

    /** Drops a message that waits; see {@link #approve}. */
    CompletionStage<Boolean> deny(String id);

    /**
     * How a room is.
     *
     * @param members connections on all nodes
     * @param users at most; a user on two nodes counts twice
     * @param perSecond messages, over about ten seconds
     * @param pinned whole {@code message} frames
     */
    record State(String room, int members, int users, double perSecond, Rules rules, List<String> pinned) {}

    /**
     * What moderators have set.
     *
     * @param slow seconds between two messages of a user; 0 for no limit
     * @param speak who may say something
     */
    record Rules(int slow, Act.Speakers speak, boolean closed) {}

    /**
     * A user in the room.
     *
     * @param role in this room
     * @param avatar null for none
     * @param connections in this room
     */
    record Member(String id, String name, String role, String avatar, int connections) {}

    /**
     * A part of the history, in the order of the seqs.
     *
     * @param events frames of docs/protocol.md: {@code message} and {@code deleted}
     * @param more whether there are more within the bounds
     */
    record Messages(String epoch, List<String> events, boolean more) {}

    /**
     * A message of the application.
     *
     * @param text null for none
     * @param data JSON; null for none. At least one of text and data is there
     * @param key recognises a repetition; null for none
     * @param from null for the application itself, with the role {@code app}
     * @param announcement whether the message stands out
     */
    record Post(String text, String data, String key, User from, boolean announcement) {
        public static Post of(String text) {
            return new Post(text, null, null, null, false);
        }
    }

    /**
     * The place of a message.
     *
     * @param duplicate whether an earlier message with the same key has this place
     */
    record Posted(String epoch, long seq, boolean duplicate) {}

    /**
     * A mute or ban.
     *
     * @param kind {@code mute}, {@code shadow} or {@code ban}
     * @param until when it ends, in Unix milliseconds; 0 for never
     * @param reason null if none was given
     */
    record Sanction(String kind, String user, long until, String reason) {}
}
