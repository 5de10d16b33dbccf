package io.chatka.verify.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;

/** Which answers one client waits for, and what it makes of errors. */
final class Replies {
    /** Errors that pass. */
    private static final Set<String> PASSING = Set.of("unavailable", "restarting", "internal");

    /** Errors of a client that is banned, or was a moment ago. */
    private static final Set<String> OF_BANNED = Set.of("banned", "not_joined");

    private final World world;
    private final Client client;
    private final Map<Long, BiConsumer<JsonNode, String>> expected = new HashMap<>();
    private long ids;

    Replies(World world, Client client) {
        this.world = world;
        this.client = client;
    }

    /** The id of the next command. */
    long nextId() {
        return ids + 1;
    }

    /** The next command is sent. */
    void expect(BiConsumer<JsonNode, String> reply) {
        expected.put(++ids, reply);
    }

    boolean none() {
        return expected.isEmpty();
    }

    void disconnected() {
        expected.clear();
    }

    void came(JsonNode event, String frame) {
        BiConsumer<JsonNode, String> reply = expected.remove(event.path("id").asLong());
        if (reply != null) {
            reply.accept(event, frame);
        } else if (Json.isError(event)) {
            world.problem("client " + client.number() + " got an error that answers nothing: " + frame);
        }
    }

    /** When to retry after this error, in nanoseconds from now. */
    long retryAfter(JsonNode error) {
        return (error.path("retryAfter").asLong(50) + client.random().nextLong(100)) * 1_000_000;
    }

    /** Whether a correct client may get this error; any other is a problem of the run. */
    boolean mayTryAgain(JsonNode error) {
        String code = error.path("code").asText();
        boolean known = PASSING.contains(code) || world.moderated() && OF_BANNED.contains(code);
        if (!known) {
            world.problem("client " + client.number() + " was answered " + error);
        }
        return known;
    }
}
