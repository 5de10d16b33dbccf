package io.chatka.verify.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.chatka.verify.ledger.Event;
import io.chatka.verify.ledger.Message;
import io.chatka.verify.ledger.Place;
import io.chatka.verify.ledger.Recorder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What one client has to say: each message is sent, and sent again with its key, until it is acked or refused for good, on one
 * connection after the other.
 */
final class Speech implements Duty {
    private static final long SECOND = 1_000_000_000L;

    private final World world;
    private final Recorder recorder;
    private final Client client;
    private final Map<String, Outgoing> outgoing = new LinkedHashMap<>();
    private long keys;

    Speech(World world, Client client) {
        this.world = world;
        this.recorder = world.recorder();
        this.client = client;
    }

    void say(String room, String rest) {
        String key = world.key(client.number(), ++keys);
        Outgoing message = new Outgoing(key, room, Message.text(key, rest));
        outgoing.put(key, message);
        push(message, recorder.now());
    }

    /** Messages that are not acked yet. */
    int size() {
        return outgoing.size();
    }

    /** Whether a message in this room is not acked yet. */
    boolean speaksIn(String room) {
        return outgoing.values().stream().anyMatch(message -> message.room.equals(room));
    }

    @Override
    public String unsettled() {
        for (Outgoing message : outgoing.values()) {
            return "has no ack for " + message.key + " after " + message.attempts + " attempts";
        }
        return null;
    }

    @Override
    public void disconnected() {
        outgoing.values().forEach(message -> message.waiting = false);
    }

    @Override
    public void push(long now) {
        List.copyOf(outgoing.values()).forEach(message -> push(message, now));
    }

    private void push(Outgoing message, long now) {
        if (message.waiting && now - message.sentAt > world.answerSeconds() * SECOND && !client.paused()) {
            world.timings().unanswered();
            message.waiting = false;
        }
        if (message.waiting || now < message.tryAt || !client.triesToSpeakIn(message.room)) {
            return;
        }
        message.waiting = true;
        message.sentAt = now;
        message.attempts++;
        recorder.record(new Event.Sent(
                now, client.number(), message.room, client.user(), message.key, message.attempts, message.text));
        ObjectNode command = client.command("say")
                .put("room", message.room)
                .put("text", message.text)
                .put("key", message.key);
        client.send(command, (reply, frame) -> answered(message, now, reply));
    }

    private void acked(Outgoing message, Place place, boolean duplicate) {
        outgoing.remove(message.key);
        recorder.record(new Event.Acked(recorder.now(), client.number(), message.room, message.key, place, duplicate));
    }

    private void answered(Outgoing message, long sentAt, JsonNode reply) {
        long now = recorder.now();
        if (!Json.isError(reply)) {
            world.timings().acked(now - sentAt);
            world.acked(client.node().name(), now);
            boolean duplicate = reply.path("duplicate").asBoolean();
            Place place =
                    new Place(reply.path("epoch").asText(), reply.path("seq").asLong());
            acked(message, place, duplicate);
            return;
        }
        world.tamper().refused(client.user(), message.room, message.text);
        Place seen = client.seen(message.room);
        if (seen != null && world.tamper().acks(client.number(), message.room)) {
            acked(message, new Place(seen.epoch(), seen.seq() + 1), false);
            return;
        }
        world.timings().refused(now - sentAt);
        boolean again = client.replies().mayTryAgain(reply);
        String code = reply.path("code").asText();
        recorder.record(new Event.Refused(now, client.number(), message.room, message.key, code, !again));
        message.waiting = false;
        message.tryAt = now + client.replies().retryAfter(reply);
        if (!again) {
            outgoing.remove(message.key);
        }
    }
}
