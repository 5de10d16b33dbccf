package io.chatka.redis;

/** Names in Redis. The hash tag keeps all that belongs to a room in one slot of a Redis Cluster. */
final class Keys {
    /** Written to by nobody; deleting it shows whether Redis accepts writes. */
    static final String PROBE = "chatka:probe";

    private Keys() {}

    static String meta(String room) {
        return "chatka:{" + room + "}:meta";
    }

    /** A stream. */
    static String history(String room) {
        return "chatka:{" + room + "}:history";
    }

    /** Where the place of the publication with this key is remembered. */
    static String key(String room, String key) {
        return "chatka:{" + room + "}:key:" + key;
    }

    static String channel(String room) {
        return "chatka:{" + room + "}:events";
    }
}
