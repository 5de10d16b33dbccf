package io.chatka.internal.protocol;

import io.chatka.internal.broker.Position;

/** One decoded and checked command of a client. */
public sealed interface ClientCommand {

    /** The client's name for the command, or null if it wants no {@code ok}. */
    CommandId id();

    /** @param name the wanted name, or null */
    record Hello(CommandId id, String name, String token) implements ClientCommand {}

    /**
     * @param room null for the connection's own room
     * @param since what the client last saw of the room, or null
     */
    record Join(CommandId id, String room, Position since) implements ClientCommand {}

    /** @param room null for the connection's own room */
    record Leave(CommandId id, String room) implements ClientCommand {}

    /**
     * @param room null for the connection's own room
     * @param text null if there is only data
     * @param data any JSON value as compact JSON text, or null
     * @param key what a repetition of the message is recognised by, or null
     */
    record Say(CommandId id, String room, String text, String data, String key) implements ClientCommand {

        /** How much each member gets of it: text and data in UTF-8, as they stand in a frame. */
        public int bytes() {
            return (text == null ? 0 : Utf8Length.ofQuoted(text)) + (data == null ? 0 : Utf8Length.of(data));
        }
    }

    /**
     * @param room null for the connection's own room
     * @param after only messages with a greater seq; 0 for no bound
     * @param before only messages with a smaller seq; {@link Long#MAX_VALUE} for no bound
     * @param newestFirst whether the newest are wanted, where not all fit
     * @param limit how many at most; 0 for as many as the server gives
     */
    record History(CommandId id, String room, long after, long before, boolean newestFirst, int limit)
            implements ClientCommand {}

    record Ping(CommandId id) implements ClientCommand {}
}
