package io.chatka.verify.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.chatka.verify.ledger.Event;
import io.chatka.verify.ledger.Message;
import io.chatka.verify.ledger.Place;
import io.chatka.verify.ledger.Recorder;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.BiConsumer;

/** One user, on one connection after the other. */
public final class Client implements Connection.Listener {
    private static final long SECOND = 1_000_000_000L;
    /** After so long without an answer a message is sent again, with its key. */
    private static final long IMPATIENT = 3 * SECOND;
    /** A connection on which something is waited for and nothing has come for so long is given up. */
    private static final long DEAD = 4 * SECOND;
    /** After so long without hearing anything it asks whether somebody is there. */
    private static final long SILENCE = 2 * SECOND;

    private final World world;
    private final Recorder recorder;
    private final int number;
    private final SplittableRandom random;
    private final Map<String, Membership> rooms = new LinkedHashMap<>();
    private final Map<String, Outgoing> outgoing = new LinkedHashMap<>();
    private final Map<Long, BiConsumer<JsonNode, String>> replies = new HashMap<>();
    private long ids;
    private long keys;
    private Connection connection;
    private Address node;
    private String user;
    private long heardAt;
    private int failures;
    private long connectAt;
    private boolean running = true;
    private boolean paused;
    private String bye = "";

    Client(World world, int number, SplittableRandom random) {
        this.world = world;
        this.recorder = world.recorder();
        this.number = number;
        this.random = random;
    }

    public int number() {
        return number;
    }

    SplittableRandom random() {
        return random;
    }

    public boolean online() {
        return user != null;
    }

    Collection<Membership> memberships() {
        return rooms.values();
    }

    /** Whether it is in all rooms that it wants to be in. */
    public boolean settledIn() {
        return online()
                && rooms.values().stream()
                        .noneMatch(membership -> membership.wanted && membership.state != Membership.State.IN);
    }

    public boolean in(String room) {
        Membership membership = rooms.get(room);
        return online() && membership != null && membership.state == Membership.State.IN;
    }

    /** Why it is not at rest, or null if it is. */
    String unsettled() {
        if (!running) {
            return null;
        }
        if (!online()) {
            return "is not connected";
        }
        if (paused) {
            return "does not read";
        }
        for (Membership membership : rooms.values()) {
            Membership.State right = membership.wanted ? Membership.State.IN : Membership.State.OUT;
            if (membership.state != right) {
                return "is " + membership.state + " of room " + membership.room;
            }
        }
        for (Outgoing message : outgoing.values()) {
            return "has no ack for " + message.key + " after " + message.attempts + " attempts";
        }
        return replies.isEmpty() ? null : "waits for an answer";
    }

    // --- Connecting
    // ---------------------------------------------------------------------------------------------------

    private void connect(long now) {
        node = world.nodes().get(random.nextInt(world.nodes().size()));
        heardAt = now;
        connection = Connection.open(world.loop(), node.socket(), this);
    }

    @Override
    public void opened() {
        heardAt = recorder.now();
        send(Json.command("hello", ids + 1), (reply, frame) -> {});
    }

    @Override
    public void closed(String how) {
        connection = null;
        if (user != null) {
            recorder.record(new Event.Disconnected(recorder.now(), number, how + bye));
            world.closed(how);
            world.tamper().out(number, null);
        }
        user = null;
        paused = false;
        replies.clear();
        rooms.values().forEach(membership -> membership.state = Membership.State.OUT);
        outgoing.values().forEach(message -> message.waiting = false);
        if (bye.isEmpty()) {
            failures++;
            long most = world.patient()
                    ? Math.min(30_000, 500L << Math.min(failures - 1, 6))
                    : Math.min(1_000, 25L << Math.min(failures, 6));
            connectAt = recorder.now() + random.nextLong(most) * 1_000_000;
        }
        bye = "";
    }

    /** Comes back after a moment; what the server then does is its matter. */
    public void reconnect(boolean abruptly) {
        if (connection == null) {
            return;
        }
        if (abruptly) {
            connection.abandon();
            closed("abandoned by the client");
        } else {
            connection.close();
        }
    }

    /** Goes, and stays away. */
    public void stop() {
        running = false;
        if (connection != null) {
            connection.abandon();
            closed("stopped");
        }
    }

    /** Comes back after {@link #stop}, and knows what it knew. */
    public void resume() {
        running = true;
    }

    /** Stops to read, or reads again. */
    public void pause(boolean on) {
        if (online()) {
            paused = on;
            connection.reading(!on);
        }
    }

    void sweep(long now) {
        if (!running) {
            return;
        }
        if (connection == null) {
            if (now >= connectAt) {
                connect(now);
            }
            return;
        }
        boolean waiting = !online() || !replies.isEmpty();
        if (waiting && !paused && now - heardAt > DEAD) {
            connection.abandon();
            closed("given up by the client: nothing came for " + (now - heardAt) / 1_000_000 + " ms");
            return;
        }
        if (online()) {
            if (now - heardAt > SILENCE && replies.isEmpty() && !paused) {
                send(Json.command("ping", ids + 1), (reply, frame) -> {});
            }
            rooms.values().forEach(membership -> arrange(membership, now));
            List.copyOf(outgoing.values()).forEach(message -> push(message, now));
        }
    }

    // --- Rooms
    // --------------------------------------------------------------------------------------------------------

    public void join(String room) {
        Membership membership = rooms.computeIfAbsent(room, Membership::new);
        membership.wanted = true;
        if (online()) {
            arrange(membership, recorder.now());
        }
    }

    public void leave(String room) {
        Membership membership = rooms.get(room);
        boolean speaking = outgoing.values().stream().anyMatch(message -> message.room.equals(room));
        if (membership != null && !speaking) {
            membership.wanted = false;
            if (online()) {
                arrange(membership, recorder.now());
            }
        }
    }

    private void arrange(Membership membership, long now) {
        if (membership.wanted && membership.state == Membership.State.OUT && now >= membership.tryAt) {
            enter(membership);
        } else if (!membership.wanted && membership.state == Membership.State.IN) {
            membership.state = Membership.State.LEAVING;
            ObjectNode command = Json.command("leave", ids + 1).put("room", membership.room);
            send(command, (reply, frame) -> {
                membership.state = Membership.State.OUT;
                recorder.record(new Event.Left(recorder.now(), number, membership.room));
                world.tamper().out(number, membership.room);
            });
        }
    }

    private void enter(Membership membership) {
        membership.state = Membership.State.JOINING;
        ObjectNode command = Json.command("join", ids + 1).put("room", membership.room);
        Place since = since(membership);
        if (since != null) {
            command.putObject("since").put("epoch", since.epoch()).put("seq", since.seq());
        }
        membership.asked = since;
        send(command, (reply, frame) -> {
            if (isError(reply)) {
                membership.state = Membership.State.OUT;
                membership.tryAt = recorder.now() + retryAfter(reply);
                expected(reply, "unavailable", "restarting", "internal");
            }
        });
    }

    /** Now and then nothing, or something that the server must not believe. */
    private Place since(Membership membership) {
        Place seen = membership.seen();
        int dice = random.nextInt(100);
        if (seen == null || world.honest()) {
            return seen;
        } else if (dice < 5) {
            return null;
        } else if (dice < 7) {
            return new Place(seen.epoch(), seen.seq() + 100_000);
        }
        return dice < 9 ? new Place("forged", seen.seq()) : seen;
    }

    // --- Speaking
    // -----------------------------------------------------------------------------------------------------

    /** Says something in a room that it is in, and goes on until it is acked. */
    public void say(String room, String rest) {
        String key = world.key(number, ++keys);
        Outgoing message = new Outgoing(key, room, Message.text(key, rest));
        outgoing.put(key, message);
        push(message, recorder.now());
    }

    /** Messages that are not acked yet. */
    public int speaking() {
        return outgoing.size();
    }

    private void push(Outgoing message, long now) {
        if (message.waiting && now - message.sentAt > IMPATIENT && !paused) {
            world.timings().unanswered();
            message.waiting = false;
        }
        if (message.waiting || now < message.tryAt || !in(message.room)) {
            return;
        }
        message.waiting = true;
        message.sentAt = now;
        message.attempts++;
        recorder.record(new Event.Sent(now, number, message.room, user, message.key, message.attempts, message.text));
        ObjectNode command = Json.command("say", ids + 1)
                .put("room", message.room)
                .put("text", message.text)
                .put("key", message.key);
        send(command, (reply, frame) -> answered(message, now, reply));
    }

    private void answered(Outgoing message, long sentAt, JsonNode reply) {
        long now = recorder.now();
        if (!isError(reply)) {
            world.timings().acked(now - sentAt);
            world.acked(node.name(), now);
            outgoing.remove(message.key);
            boolean duplicate = reply.path("duplicate").asBoolean();
            Place place =
                    new Place(reply.path("epoch").asText(), reply.path("seq").asLong());
            recorder.record(new Event.Acked(now, number, message.room, message.key, place, duplicate));
            return;
        }
        world.timings().refused(now - sentAt);
        boolean again = expected(reply, "unavailable", "restarting", "internal");
        String code = reply.path("code").asText();
        recorder.record(new Event.Refused(now, number, message.room, message.key, code, !again));
        message.waiting = false;
        message.tryAt = now + retryAfter(reply);
        if (!again) {
            outgoing.remove(message.key);
        }
    }

    /** Asks for a part of the history; the answer is given also to the ledger. */
    void history(ObjectNode command, String room, BiConsumer<JsonNode, List<Message>> then) {
        send(command.put("type", "history").put("id", ids + 1).put("room", room), (reply, frame) -> {
            if (isError(reply)) {
                then.accept(reply, List.of());
                return;
            }
            List<Message> messages = Json.messages(frame);
            String epoch = reply.path("epoch").asText();
            recorder.record(new Event.HistoryRead(recorder.now(), number, room, epoch, messages));
            then.accept(reply, messages);
        });
    }

    private void send(ObjectNode command, BiConsumer<JsonNode, String> reply) {
        replies.put(++ids, reply);
        connection.send(command.toString());
    }

    // --- What comes
    // ---------------------------------------------------------------------------------------------------

    @Override
    public void text(String frame) {
        heardAt = recorder.now();
        Message known = world.parsed(frame);
        if (known != null) {
            world.tamper().message(number, known, this::message);
            return;
        }
        JsonNode event = Json.parse(frame);
        String room = event.path("room").asText();
        switch (event.path("type").asText()) {
            case "message" -> {
                Message message = Json.message(event, frame);
                world.remember(message);
                world.tamper().message(number, message, this::message);
            }
            case "ok", "error", "pong", "history" -> reply(event, frame);
            case "joined" -> joined(event, room);
            case "gap" ->
                gap(room, event.path("from").asLong(), event.path("to").asLong());
            case "room" -> changed(event, room);
            case "welcome" -> welcomed(event);
            case "presence" -> members(room, event);
            case "bye" -> bye(event);
            default -> {} // what is new
        }
    }

    private void welcomed(JsonNode event) {
        user = event.path("user").path("id").asText();
        failures = 0;
        world.arrivals().one(heardAt);
        recorder.record(new Event.Connected(heardAt, number, node.name(), user));
        rooms.values().forEach(membership -> membership.tryAt = 0);
        sweep(heardAt);
    }

    private void reply(JsonNode event, String frame) {
        BiConsumer<JsonNode, String> reply = replies.remove(event.path("id").asLong());
        if (reply != null) {
            reply.accept(event, frame);
        } else if (isError(event)) {
            world.problem("client " + number + " got an error that answers nothing: " + frame);
        }
    }

    private void joined(JsonNode event, String room) {
        Membership membership = rooms.computeIfAbsent(room, Membership::new);
        String epoch = event.path("epoch").asText();
        long seq = event.path("seq").asLong();
        boolean recovered = event.path("recovered").asBoolean();
        recorder.record(new Event.Joined(heardAt, number, room, node.name(), membership.asked, epoch, seq, recovered));
        membership.state = Membership.State.IN;
        members(room, event);
        boolean replay = recovered && membership.asked != null;
        membership.at(epoch, replay ? membership.asked.seq() : seq);
    }

    private void message(Message message) {
        recorder.record(new Event.Received(recorder.now(), number, message.room(), message));
        Membership membership = rooms.get(message.room());
        if (membership != null) {
            membership.last = message.seq();
        }
    }

    private void gap(String room, long from, long to) {
        recorder.record(new Event.Gap(heardAt, number, room, from, to));
        Membership membership = rooms.get(room);
        if (membership != null) {
            membership.last = to;
            ObjectNode range = Json.command("history", 0)
                    .put("after", from - 1)
                    .put("limit", Math.min(100, Math.max(1, to - from + 1)));
            history(range, room, (reply, messages) -> {});
        }
    }

    private void changed(JsonNode event, String room) {
        if (event.has("degraded")) {
            boolean away = event.path("degraded").asBoolean();
            recorder.record(new Event.Degraded(heardAt, number, room, away));
        }
        if (event.has("epoch")) {
            String epoch = event.path("epoch").asText();
            long seq = event.path("seq").asLong();
            recorder.record(new Event.NewEpoch(heardAt, number, room, epoch, seq));
            Membership membership = rooms.get(room);
            if (membership != null) {
                membership.at(epoch, seq);
            }
        }
    }

    private void members(String room, JsonNode event) {
        Membership membership = rooms.get(room);
        if (membership != null) {
            membership.members = event.path("members").asInt();
        }
    }

    /** How many members the room has, as this client was told last; 0 if it was not. */
    public int members(String room) {
        Membership membership = rooms.get(room);
        return membership == null ? 0 : membership.members;
    }

    private void bye(JsonNode event) {
        JsonNode wait = event.path("reconnect");
        bye = ", after bye " + event.path("code").asText() + ' '
                + event.path("reason").asText();
        if (!wait.isNumber()) {
            world.problem("client " + number + " was told not to come back: " + event);
        }
        connectAt = recorder.now() + wait.asLong(1_000) * 1_000_000;
    }

    private static boolean isError(JsonNode reply) {
        return "error".equals(reply.path("type").asText());
    }

    /** Nanoseconds. */
    private long retryAfter(JsonNode error) {
        return (error.path("retryAfter").asLong(50) + random.nextLong(100)) * 1_000_000;
    }

    private boolean expected(JsonNode error, String... codes) {
        boolean known = List.of(codes).contains(error.path("code").asText());
        if (!known) {
            world.problem("client " + number + " was answered " + error);
        }
        return known;
    }

    /** Where it may speak. */
    public List<String> joinedRooms() {
        List<String> joined = new ArrayList<>();
        for (Membership membership : rooms.values()) {
            if (membership.state == Membership.State.IN && membership.wanted) {
                joined.add(membership.room);
            }
        }
        return joined;
    }
}
