package io.chatka.verify.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.chatka.verify.ledger.Act;
import io.chatka.verify.ledger.Event;
import io.chatka.verify.ledger.Recorder;
import java.util.ArrayList;
import java.util.List;

/** What one moderator has to do: each act is sent, and sent again, until it is done or cannot be done. */
final class Acts implements Duty {
    private static final long SECOND = 1_000_000_000L;

    private final World world;
    private final Recorder recorder;
    private final Client client;
    private final List<Pending> pending = new ArrayList<>();

    /** An act, until it is answered for good. */
    private static final class Pending {
        final String room;
        final Act act;
        final Runnable done;
        int attempts;
        boolean waiting;
        long sentAt;
        long tryAt;

        Pending(String room, Act act, Runnable done) {
            this.room = room;
            this.act = act;
            this.done = done;
        }
    }

    Acts(World world, Client client) {
        this.world = world;
        this.recorder = world.recorder();
        this.client = client;
    }

    /** @param done runs after the ok */
    void carryOut(String room, Act act, Runnable done) {
        Pending one = new Pending(room, act, done);
        pending.add(one);
        if (client.online()) {
            push(one, recorder.now());
        }
    }

    @Override
    public void push(long now) {
        List.copyOf(pending).forEach(each -> push(each, now));
    }

    private void push(Pending one, long now) {
        if (one.waiting && now - one.sentAt > world.answerSeconds() * SECOND) {
            one.waiting = false;
        }
        if (one.waiting || now < one.tryAt) {
            return;
        }
        one.waiting = true;
        one.sentAt = now;
        one.attempts++;
        recorder.record(new Event.ActSent(now, client.number(), one.room, one.act, one.attempts));
        client.send(command(one), (reply, frame) -> answered(one, reply));
    }

    private ObjectNode command(Pending one) {
        if (one.act instanceof Act.Delete delete) {
            return client.command("delete")
                    .put("room", one.room)
                    .put("seq", delete.place().seq())
                    .put("epoch", delete.place().epoch());
        }
        ObjectNode command = client.command("moderate").put("room", one.room).put("user", one.act.whom());
        if (one.act instanceof Act.Ban ban) {
            command.put("action", "ban");
            return ban.withTexts() ? command.put("delete", true) : command;
        }
        return command.put("action", one.act instanceof Act.Clear ? "clear" : "unban");
    }

    private void answered(Pending one, JsonNode reply) {
        if (!pending.contains(one)) {
            return; // answered before, to another attempt
        }
        if (!Json.isError(reply)) {
            pending.remove(one);
            recorder.record(new Event.ActDone(recorder.now(), client.number(), one.room, one.act));
            one.done.run();
        } else if ("not_found".equals(reply.path("code").asText())) {
            // The room has lost the message, or keeps it no longer.
            pending.remove(one);
        } else {
            one.waiting = false;
            one.tryAt = recorder.now() + client.replies().retryAfter(reply);
            if (!client.replies().mayTryAgain(reply)) {
                pending.remove(one);
            }
        }
    }

    @Override
    public void disconnected() {
        pending.forEach(each -> each.waiting = false);
    }

    @Override
    public String unsettled() {
        for (Pending one : pending) {
            return "has no ok to " + one.act + " after " + one.attempts + " attempts";
        }
        return null;
    }
}
