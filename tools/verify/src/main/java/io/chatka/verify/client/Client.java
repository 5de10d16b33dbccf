package io.chatka.verify.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.chatka.verify.ledger.Event;
import io.chatka.verify.ledger.Message;
import io.chatka.verify.ledger.Place;
import io.chatka.verify.ledger.Recorder;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.function.BiConsumer;
import java.util.stream.Stream;

/**
 * One user, on one connection after the other: connects, reconnects, and passes frames to its
 * {@link Rooms} and its {@link Speech}.
 */
public final class Client implements Connection.Listener {
    private static final long SECOND = 1_000_000_000L;
    /** The client gives up a connection that owes an answer and is silent for longer than this. */
    private static final long DEAD = 4 * SECOND;
    /** The client pings after this much silence. */
    private static final long SILENCE = 2 * SECOND;

    private static final String ABANDONED = "abandoned by the client";
    private static final String STOPPED = "stopped";

    private final World world;
    private final Recorder recorder;
    private final int number;
    private final String token;
    private final SplittableRandom random;
    private final Rooms rooms;
    private final Speech speech;
    private final Acts acts;
    private final List<Duty> duties;
    private final Replies replies;
    private Connection connection;
    private Address node;
    private String user;

    /** By which the client stays the same guest; null before the first session. */
    private String guest;

    private long heardAt;
    private int failures;
    private long connectAt;
    private boolean running = true;
    private boolean paused;
    private boolean stalls;
    private int lost;
    private int gaps;
    private String bye = "";
    private BiConsumer<String, Message> listener = (epoch, message) -> {};

    /** @param token that says who it is; null for a guest */
    Client(World world, int number, String token, SplittableRandom random) {
        this.world = world;
        this.recorder = world.recorder();
        this.number = number;
        this.token = token;
        this.random = random;
        this.replies = new Replies(world, this);
        this.rooms = new Rooms(world, this);
        this.speech = new Speech(world, this);
        this.acts = new Acts(world, this);
        this.duties = List.of(speech, acts);
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

    /** As the server calls it; null while it is not connected. */
    String user() {
        return user;
    }

    /** Where it is connected, or was last. */
    Address node() {
        return node;
    }

    boolean paused() {
        return paused;
    }

    Collection<Membership> memberships() {
        return rooms.memberships();
    }

    /** Whether it is in all rooms that it wants to be in. */
    public boolean settledIn() {
        return online() && rooms.settledIn();
    }

    /** What it saw last in a room; null if it was never in it. */
    Place seen(String room) {
        return rooms.seen(room);
    }

    public boolean in(String room) {
        return online() && rooms.in(room);
    }

    /** Where it may speak. */
    public List<String> joinedRooms() {
        return rooms.joined();
    }

    /** When it last received a message of that room, nanoseconds of the run; 0 if it never did. */
    public long heardAt(String room) {
        return rooms.heardAt(room);
    }

    /** The room's number of members that this client last got; 0 if it got none. */
    public int members(String room) {
        return rooms.members(room);
    }

    /** Messages that are not acked yet. */
    public int speaking() {
        return speech.size();
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
        return Stream.concat(Stream.of(rooms.unsettled()), duties.stream().map(Duty::unsettled))
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(replies.none() ? null : "waits for an answer");
    }

    private void connect(long now) {
        node = world.nodes().get(random.nextInt(world.nodes().size()));
        heardAt = now;
        connection = Connection.open(world.loop(), node.socket(), this);
    }

    @Override
    public void opened() {
        heardAt = recorder.now();
        ObjectNode hello = command("hello");
        if (token != null) {
            hello.put("token", token);
        } else if (guest != null) {
            // Another guest would have other keys.
            hello.put("guest", guest);
        }
        send(hello, (reply, frame) -> {});
    }

    @Override
    public void closed(String how) {
        connection = null;
        if (user != null) {
            recorder.record(new Event.Disconnected(recorder.now(), number, how + bye));
            world.closed(how);
            world.tamper().out(number, null);
            if (!how.equals(ABANDONED) && !how.equals(STOPPED)) {
                lost++;
            }
        } else if (!how.equals(ABANDONED)) {
            world.notLetIn(how + bye);
        }
        user = null;
        paused = false;
        replies.disconnected();
        rooms.disconnected();
        duties.forEach(Duty::disconnected);
        if (bye.isEmpty()) {
            failures++;
            long most = world.patient()
                    ? Math.min(30_000, 500L << Math.min(failures - 1, 6))
                    : Math.min(1_000, 25L << Math.min(failures, 6));
            connectAt = recorder.now() + random.nextLong(most) * 1_000_000;
        }
        bye = "";
    }

    /** Reconnects soon. */
    public void reconnect(boolean abruptly) {
        if (connection == null) {
            return;
        }
        if (abruptly) {
            connection.abandon();
            closed(ABANDONED);
        } else {
            connection.close();
        }
    }

    /** Disconnects, and stays away. */
    public void stop() {
        running = false;
        if (connection != null) {
            connection.abandon();
            closed(STOPPED);
        }
    }

    /** Reconnects after {@link #stop}, with its places in the rooms. */
    public void resume() {
        running = true;
    }

    /** Whether it joins its rooms when it reconnects, and then reads nothing. */
    public void stalls(boolean on) {
        stalls = on;
    }

    /** How often it lost a connection that it had not ended itself. */
    public int lost() {
        return lost;
    }

    /** How many gaps it got. */
    public int gaps() {
        return gaps;
    }

    void toldGap() {
        gaps++;
    }

    /** Stops to read, or reads again. */
    public void pause(boolean on) {
        if (online()) {
            paused = on;
            connection.reading(!on);
            recorder.record(new Event.Reading(recorder.now(), number, !on));
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
        boolean waiting = !online() || !replies.none();
        if (waiting && !paused && now - heardAt > DEAD * world.slack()) {
            connection.abandon();
            closed("given up by the client: nothing came for " + (now - heardAt) / 1_000_000 + " ms");
            return;
        }
        if (online()) {
            if (now - heardAt > SILENCE && replies.none() && !paused) {
                send(command("ping"), (reply, frame) -> {});
            }
            rooms.arrange(now);
            duties.forEach(duty -> duty.push(now));
        }
    }

    public void join(String room) {
        rooms.join(room);
    }

    /** Leaves, unless it still has messages to say there. */
    public void leave(String room) {
        if (!speech.speaksIn(room)) {
            rooms.leave(room);
        }
    }

    /** Says something in a room that it is in, and resends it until it is acked. */
    public void say(String room, String rest) {
        speech.say(room, rest);
    }

    /** Whether it sends messages there: it is in the room, or banned, which must not help. */
    boolean triesToSpeakIn(String room) {
        return online() && (rooms.in(room) || rooms.banned(room));
    }

    /** What it does as a moderator. */
    Acts acts() {
        return acts;
    }

    Replies replies() {
        return replies;
    }

    /** @param to hears every message of a room with its epoch */
    void listen(BiConsumer<String, Message> to) {
        listener = to;
    }

    void heard(String epoch, Message message) {
        listener.accept(epoch, message);
    }

    /** Asks for a part of the history; the ledger gets the answer, too. */
    void history(ObjectNode command, String room, BiConsumer<JsonNode, List<Message>> then) {
        send(command.put("type", "history").put("id", replies.nextId()).put("room", room), (reply, frame) -> {
            if (Json.isError(reply)) {
                then.accept(reply, List.of());
                return;
            }
            List<Message> messages = Json.messages(frame);
            String epoch = reply.path("epoch").asText();
            recorder.record(new Event.HistoryRead(recorder.now(), number, room, epoch, messages));
            then.accept(reply, messages);
        });
    }

    /** A command with the id that {@link #send} will know its answer by. */
    ObjectNode command(String type) {
        return Json.command(type, replies.nextId());
    }

    /** Sends it now: it has to be online, and the command the last one made. */
    void send(ObjectNode command, BiConsumer<JsonNode, String> reply) {
        replies.expect(reply);
        connection.send(command.toString());
    }

    @Override
    public void text(String frame) {
        heardAt = world.receive();
        Message known = world.parsed(frame);
        if (known != null) {
            world.tamper().message(number, known, rooms::onMessage);
            return;
        }
        JsonNode event = Json.parse(frame);
        switch (event.path("type").asText()) {
            case "message", "deleted" -> {
                Message message = Json.message(event, frame);
                world.remember(message);
                world.tamper().message(number, message, rooms::onMessage);
            }
            case "ok", "error", "pong", "history" -> replies.came(event, frame);
            case "joined" -> rooms.onJoined(event, heardAt);
            case "left" -> rooms.onLeft(event, heardAt);
            case "gap" -> rooms.onGap(event, heardAt);
            case "room" -> rooms.onChanged(event, heardAt);
            case "welcome" -> welcomed(event);
            case "presence" -> rooms.onMembers(event);
            case "bye" -> bye(event);
            default -> {} // a newer server's
        }
    }

    private void welcomed(JsonNode event) {
        user = event.path("user").path("id").asText();
        guest = event.path("guest").asText(guest);
        failures = 0;
        world.arrivals().one(heardAt);
        recorder.record(new Event.Connected(heardAt, number, node.name(), user));
        rooms.connected();
        sweep(heardAt);
        if (stalls) {
            pause(true);
        }
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
}
