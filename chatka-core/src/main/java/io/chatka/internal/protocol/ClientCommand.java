package io.chatka.internal.protocol;

import io.chatka.api.Act;
import io.chatka.internal.broker.Position;

/** One decoded and checked command of a client. */
public sealed interface ClientCommand {

    /** The client's id for the command; null if it wants no {@code ok}. */
    CommandId id();

    /**
     * @param name the name that the client asks for, or null
     * @param token a secret; null for none
     * @param guest the token of a guest that comes again, a secret; null for none
     */
    record Hello(CommandId id, String name, String token, String guest) implements ClientCommand {

        /** Without the tokens, which are secrets. */
        @Override
        public String toString() {
            return "Hello[id=" + id + ", name=" + name + ", token=" + (token == null ? "none" : "(hidden)") + ", guest="
                    + (guest == null ? "none" : "(hidden)") + "]";
        }
    }

    /**
     * @param room null for the connection's own room
     * @param since the last position that the client saw of the room, or null
     */
    record Join(CommandId id, String room, Position since) implements ClientCommand {}

    /** @param room null for the connection's own room */
    record Leave(CommandId id, String room) implements ClientCommand {}

    /**
     * @param room null for the connection's own room
     * @param text null if there is only data
     * @param data any JSON value as compact JSON text, or null
     * @param key identifies repetitions of the message; null for none
     */
    record Say(CommandId id, String room, String text, String data, String key) implements ClientCommand {

        /** Bytes of text and data in each member's frame. */
        public int bytes() {
            return (text == null ? 0 : Utf8Length.ofQuoted(text)) + (data == null ? 0 : Utf8Length.of(data));
        }
    }

    /**
     * @param room null for the connection's own room
     * @param after only messages with a greater seq; 0 for no bound
     * @param before only messages with a smaller seq; {@link Long#MAX_VALUE} for no bound
     * @param newestFirst whether the client gets the newest messages, not the oldest, if not all
     *     fit
     * @param limit maximum number of messages; 0 for the server's own
     */
    record History(CommandId id, String room, long after, long before, boolean newestFirst, int limit)
            implements ClientCommand {}

    /**
     * @param room null for the connection's own room
     * @param after only users with greater ids; empty for the first ones
     * @param limit maximum number of users; 0 for the server's own
     */
    record Members(CommandId id, String room, String after, int limit) implements ClientCommand {}

    /** @param room null for the connection's own room */
    record Typing(CommandId id, String room) implements ClientCommand {}

    /** @param token a secret */
    record Refresh(CommandId id, String token) implements ClientCommand {

        /** Without the token, which is a secret. */
        @Override
        public String toString() {
            return "Refresh[id=" + id + ", token=(hidden)]";
        }
    }

    record Ping(CommandId id) implements ClientCommand {}

    /**
     * Takes a message's text out of the room.
     *
     * @param room null for the connection's own room
     * @param epoch null for the present one
     * @param reason for records; null for none
     */
    record Delete(CommandId id, String room, long seq, String epoch, String reason) implements ClientCommand {}

    /**
     * An act of a moderator.
     *
     * @param room null for the connection's own room
     */
    record Moderate(CommandId id, String room, Act act) implements ClientCommand {}

    /**
     * Points moderators at a message.
     *
     * @param room null for the connection's own room
     * @param reason null for none
     */
    record Report(CommandId id, String room, long seq, String reason) implements ClientCommand {}
}
