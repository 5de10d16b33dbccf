package io.chatka.internal.redis;

import io.chatka.internal.broker.ModerationStore;
import java.util.regex.Pattern;

/**
 * The names of all keys and channels of one installation.
 *
 * <pre>
 * PREFIX:layout                      the version of all this, see {@link Layout}
 * PREFIX:{ROOM}:meta                 a hash, see room.lua
 * PREFIX:{ROOM}:history              a stream
 * PREFIX:{ROOM}:key:KEY              the place of the publication with this key
 * PREFIX:{ROOM}:sanctions            a hash, see moderation.lua
 * PREFIX:{ROOM}:said:USER            see moderation.lua
 * PREFIX:{ROOM}:held                 a hash, see held.lua
 * PREFIX:records                     a stream of moderators' acts
 * PREFIX:reports                     a stream of what users reported
 * PREFIX:facts                       a hash, and PREFIX:facts:cursor; see facts.lua
 * PREFIX:secret:NAME                 a secret of all nodes
 * PREFIX:DATABASE:{ROOM}:events      a channel
 * PREFIX:DATABASE:canary:NODE        a channel
 * PREFIX:{~canary}:...               the canary's own meta, history and key, which look like a room's
 * </pre>
 *
 * The braces are a hash tag: a Redis Cluster would keep all keys of a room in one slot. Pub/Sub
 * does not know databases, so names of channels contain the database's number.
 *
 * @param prefix tells installations apart that share a Redis
 * @param database the number of the Redis database
 */
record Keys(String prefix, int database) {
    /**
     * Without braces, which would be a hash tag, and without the special characters of ACL
     * patterns.
     */
    private static final Pattern PREFIX = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:-]{0,63}");

    Keys {
        prefix(prefix);
    }

    /** @throws IllegalArgumentException if it cannot be used */
    static String prefix(String prefix) {
        if (!PREFIX.matcher(prefix).matches()) {
            throw new IllegalArgumentException("the prefix has to be 1 to 64 letters, digits, '.', '_', ':' or '-'"
                    + " (ASCII), the first one a letter or digit");
        }
        return prefix;
    }

    /**
     * The key of the version that all nodes of an installation have to share; see {@link Layout}.
     */
    String layout() {
        return prefix + ":layout";
    }

    String meta(String room) {
        return prefix + ":{" + room + "}:meta";
    }

    String sanctions(String room) {
        return prefix + ":{" + room + "}:sanctions";
    }

    String history(String room) {
        return prefix + ":{" + room + "}:history";
    }

    String key(String room, String key) {
        return prefix + ":{" + room + "}:key:" + key;
    }

    String facts() {
        return prefix + ":facts";
    }

    String held(String room) {
        return prefix + ":{" + room + "}:held";
    }

    String records(ModerationStore.Log log) {
        return prefix + (log == ModerationStore.Log.ACTS ? ":records" : ":reports");
    }

    /** Of the nodes with an observer. */
    String nodes() {
        return prefix + ":nodes";
    }

    String occupied(String node) {
        return prefix + ":occupied:" + node;
    }

    String factsCursor() {
        return prefix + ":facts:cursor";
    }

    String secret(String name) {
        return prefix + ":secret:" + name;
    }

    String channel(String room) {
        return prefix + ":" + database + ":{" + room + "}:events";
    }

    String canary(String node) {
        return prefix + ":" + database + ":canary:" + node;
    }
}
