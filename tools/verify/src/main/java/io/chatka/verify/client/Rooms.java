package io.chatka.verify.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.chatka.verify.ledger.Event;
import io.chatka.verify.ledger.Message;
import io.chatka.verify.ledger.Place;
import io.chatka.verify.ledger.Recorder;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The rooms that one client wants to be in, or is in still, and what it has seen of each. */
final class Rooms {
    /** How long a banned client waits before it tries to join again. */
    private static final long BANNED_NANOS = 100_000_000L;

    private final World world;
    private final Recorder recorder;
    private final Client client;
    private final Map<String, Membership> rooms = new LinkedHashMap<>();

    Rooms(World world, Client client) {
        this.world = world;
        this.recorder = world.recorder();
        this.client = client;
    }

    Collection<Membership> memberships() {
        return rooms.values();
    }

    /** Whether it is in all rooms that it wants to be in. */
    boolean settledIn() {
        return rooms.values().stream()
                .noneMatch(membership -> membership.wanted && membership.state != Membership.State.IN);
    }

    Place seen(String room) {
        Membership membership = rooms.get(room);
        return membership == null ? null : membership.seen();
    }

    boolean in(String room) {
        Membership membership = rooms.get(room);
        return membership != null && membership.state == Membership.State.IN;
    }

    /** Where it may speak. */
    List<String> joined() {
        List<String> joined = new ArrayList<>();
        for (Membership membership : rooms.values()) {
            if (membership.state == Membership.State.IN && membership.wanted) {
                joined.add(membership.room);
            }
        }
        return joined;
    }

    /** The room's last known number of members; 0 if unknown. */
    int members(String room) {
        Membership membership = rooms.get(room);
        return membership == null ? 0 : membership.members;
    }

    /** A room that it still has to join or leave, as a reason; or null. */
    String unsettled() {
        for (Membership membership : rooms.values()) {
            Membership.State right = membership.wanted ? Membership.State.IN : Membership.State.OUT;
            if (membership.state != right) {
                return "is " + membership.state + " of room " + membership.room;
            }
        }
        return null;
    }

    void join(String room) {
        want(rooms.computeIfAbsent(room, Membership::new), true);
    }

    void leave(String room) {
        Membership membership = rooms.get(room);
        if (membership != null) {
            want(membership, false);
        }
    }

    private void want(Membership membership, boolean wanted) {
        membership.wanted = wanted;
        if (client.online()) {
            arrange(membership, recorder.now());
        }
    }

    /** It is connected: all joins may be tried at once. */
    void connected() {
        rooms.values().forEach(membership -> membership.tryAt = 0);
    }

    void disconnected() {
        rooms.values().forEach(membership -> membership.state = Membership.State.OUT);
    }

    /** Joins and leaves rooms when that is due. */
    void arrange(long now) {
        rooms.values().forEach(membership -> arrange(membership, now));
    }

    private void arrange(Membership membership, long now) {
        if (membership.wanted && membership.state == Membership.State.OUT && now >= membership.tryAt) {
            enter(membership);
        } else if (!membership.wanted && membership.state == Membership.State.IN) {
            membership.state = Membership.State.LEAVING;
            client.send(client.command("leave").put("room", membership.room), (reply, frame) -> {
                membership.state = Membership.State.OUT;
                recorder.record(new Event.Left(recorder.now(), client.number(), membership.room, null));
                world.tamper().out(client.number(), membership.room);
            });
        }
    }

    private void enter(Membership membership) {
        membership.state = Membership.State.JOINING;
        ObjectNode command = client.command("join").put("room", membership.room);
        Place since = since(membership);
        if (since != null) {
            command.putObject("since").put("epoch", since.epoch()).put("seq", since.seq());
        }
        membership.asked = since;
        client.send(command, (reply, frame) -> {
            if (Json.isError(reply)) {
                membership.state = Membership.State.OUT;
                membership.tryAt = recorder.now() + client.replies().retryAfter(reply);
                membership.banned = "banned".equals(reply.path("code").asText());
                if (membership.banned) {
                    // A command that succeeds: a hundred errors in a row would end the connection.
                    client.send(client.command("ping"), (pong, text) -> {});
                }
                client.replies().mayTryAgain(reply);
            }
        });
    }

    /** Now and then nothing, or something that the server must not believe. */
    private Place since(Membership membership) {
        Place seen = membership.seen();
        int dice = client.random().nextInt(100);
        if (seen == null || world.honest()) {
            return seen;
        } else if (dice < 5) {
            return null;
        } else if (dice < 7) {
            return new Place(seen.epoch(), seen.seq() + 100_000);
        }
        return dice < 9 ? new Place("forged", seen.seq()) : seen;
    }

    /** @param at when it came, nanoseconds of the run; as below */
    void onJoined(JsonNode event, long at) {
        String room = event.path("room").asText();
        Membership membership = rooms.computeIfAbsent(room, Membership::new);
        String epoch = event.path("epoch").asText();
        long seq = event.path("seq").asLong();
        boolean recovered = event.path("recovered").asBoolean();
        recorder.record(new Event.Joined(
                at, client.number(), room, client.node().name(), membership.asked, epoch, seq, recovered));
        membership.state = Membership.State.IN;
        membership.banned = false;
        onMembers(event);
        boolean replay = recovered && membership.asked != null;
        membership.at(epoch, replay ? membership.asked.seq() : seq);
    }

    void onMessage(Message message) {
        recorder.record(new Event.Received(recorder.now(), client.number(), message.room(), message));
        Membership membership = rooms.get(message.room());
        if (membership != null) {
            membership.last = message.seq();
            membership.heardAt = recorder.now();
            client.heard(membership.epoch, message);
        }
    }

    /** The server removed the client from a room. */
    void onLeft(JsonNode event, long at) {
        String room = event.path("room").asText();
        Membership membership = rooms.get(room);
        if (membership != null) {
            String code = event.path("code").asText();
            membership.state = Membership.State.OUT;
            membership.banned = code.equals("banned");
            membership.tryAt = at + BANNED_NANOS;
            recorder.record(new Event.Left(at, client.number(), room, code));
            world.tamper().out(client.number(), room);
        }
    }

    /** Whether it is banned from a room in which it wants to be. */
    boolean banned(String room) {
        Membership membership = rooms.get(room);
        return membership != null && membership.banned && membership.wanted;
    }

    /** When it last received a message of that room, nanoseconds of the run; 0 if it never did. */
    long heardAt(String room) {
        Membership membership = rooms.get(room);
        return membership == null ? 0 : membership.heardAt;
    }

    void onGap(JsonNode event, long at) {
        String room = event.path("room").asText();
        long from = event.path("from").asLong();
        long to = event.path("to").asLong();
        recorder.record(new Event.Gap(at, client.number(), room, from, to));
        client.toldGap();
        Membership membership = rooms.get(room);
        if (membership != null) {
            membership.last = to;
            ObjectNode range = Json.command("history", 0)
                    .put("after", from - 1)
                    .put("limit", Math.min(100, Math.max(1, to - from + 1)));
            client.history(range, room, (reply, messages) -> {});
        }
    }

    /** The room's mode or state. */
    void onChanged(JsonNode event, long at) {
        String room = event.path("room").asText();
        if (event.has("degraded")) {
            boolean away = event.path("degraded").asBoolean();
            recorder.record(new Event.Degraded(at, client.number(), room, away));
        }
        if (event.has("epoch")) {
            String epoch = event.path("epoch").asText();
            long seq = world.tamper()
                    .begins(client.number(), room, event.path("seq").asLong());
            if (seq < 0) {
                return;
            }
            recorder.record(new Event.NewEpoch(at, client.number(), room, epoch, seq));
            Membership membership = rooms.get(room);
            if (membership != null) {
                membership.at(epoch, seq);
            }
        }
    }

    void onMembers(JsonNode event) {
        Membership membership = rooms.get(event.path("room").asText());
        if (membership != null) {
            membership.members = event.path("members").asInt();
        }
    }
}
