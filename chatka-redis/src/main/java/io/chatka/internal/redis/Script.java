package io.chatka.internal.redis;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/**
 * A Lua script, sent once per connection and then called by its digest.
 *
 * @param sha the digest of its source, by which Redis knows it
 * @param text its source; read-only
 */
record Script(String sha, byte[] text) {
    /** The start of all scripts about rooms. */
    private static final String ROOM = "room.lua";

    /** What scripts about a room's state share. */
    private static final String MODERATION = "moderation.lua";

    static final Script PUBLISH = load(ROOM, "publish.lua");
    static final Script POSITION = load(ROOM, "position.lua");
    static final Script HISTORY = load(ROOM, "history.lua");
    static final Script STATE = load(ROOM, MODERATION, "state.lua");
    static final Script CHANGE = load(ROOM, MODERATION, "change.lua");
    static final Script REMOVE = load(ROOM, MODERATION, "remove.lua");
    static final Script STANDING = load(ROOM, "standing.lua");
    static final Script FACTS = load("facts.lua");
    static final Script HELD = load("held.lua");
    static final Script CANARY = load("canary.lua");

    static final List<Script> ALL =
            List.of(PUBLISH, POSITION, HISTORY, STATE, CHANGE, REMOVE, STANDING, FACTS, HELD, CANARY);

    private static Script load(String... resources) {
        try {
            ByteArrayOutputStream joined = new ByteArrayOutputStream();
            for (String resource : resources) {
                joined.writeBytes(read(resource));
            }
            byte[] text = joined.toByteArray();
            byte[] digest = MessageDigest.getInstance("SHA-1").digest(text);
            return new Script(HexFormat.of().formatHex(digest), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] read(String resource) throws IOException {
        try (InputStream in = Script.class.getResourceAsStream(resource)) {
            return in.readAllBytes();
        }
    }
}
