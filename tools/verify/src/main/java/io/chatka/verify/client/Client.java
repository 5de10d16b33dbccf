package io.chatka.verify.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.chatka.verify.ledger.Event;
import io.chatka.verify.ledger.Message;
import io.chatka.verify.ledger.Place;
import io.chatka.verify.ledger.Recorder;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.BiConsumer;

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
    /** Errors that pass. */
    private static final Set<String> PASSING = Set.of("unavailable", "restarting", "internal");

    private final World world;
    private final Recorder recorder;
    private final int number;
    private final SplittableRandom random;
    private final Rooms rooms;
    private final Speech speech;
    private final Map<Long, BiConsumer<JsonNode, String>> replies = new HashMap<>();
    private long ids;
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

    Client(World world, int number, SplittableRandom random) {
        this.world = world;
        this.recorder = world.recorder();
        this.number = number;
        this.random = random;
        this.rooms = new Rooms(world, this);
        this.speech = new Speech(world, this);
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
        String reason = rooms.unsettled();
        if (reason == null) {
            reason = speech.unsettled();
        }
        return reason != null || replies.isEmpty() ? reason : "waits for an answer";
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
        ObjectNode hello = command("hello");
        if (guest != null) {
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
        replies.clear();
        rooms.disconnected();
        speech.disconnected();
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
        if (waiting && !paused && now - heardAt > DEAD * world.slack()) {
            connection.abandon();
            closed("given up by the client: nothing came for " + (now - heardAt) / 1_000_000 + " ms");
            return;
        }
        if (online()) {
            if (now - heardAt > SILENCE && replies.isEmpty() && !paused) {
                send(command("ping"), (reply, frame) -> {});
            }
            rooms.arrange(now);
            speech.push(now);
        }
    }

    // --- Doing
    // -------------------------------------------------------------------------------------------------------

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

    /** Asks for a part of the history; the ledger gets the answer, too. */
    void history(ObjectNode command, String room, BiConsumer<JsonNode, List<Message>> then) {
        send(command.put("type", "history").put("id", ids + 1).put("room", room), (reply, frame) -> {
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
        return Json.command(type, ids + 1);
    }

    /** Sends it now: it has to be online, and the command the last one made. */
    void send(ObjectNode command, BiConsumer<JsonNode, String> reply) {
        replies.put(++ids, reply);
        connection.send(command.toString());
    }

    // --- Receiving
    // ---------------------------------------------------------------------------------------------------

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
            case "message" -> {
                Message message = Json.message(event, frame);
                world.remember(message);
                world.tamper().message(number, message, rooms::onMessage);
            }
            case "ok", "error", "pong", "history" -> reply(event, frame);
            case "joined" -> rooms.onJoined(event, heardAt);
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

    private void reply(JsonNode event, String frame) {
        BiConsumer<JsonNode, String> reply = replies.remove(event.path("id").asLong());
        if (reply != null) {
            reply.accept(event, frame);
        } else if (Json.isError(event)) {
            world.problem("client " + number + " got an error that answers nothing: " + frame);
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

    /** When to retry after this error, in nanoseconds from now. */
    long retryAfter(JsonNode error) {
        return (error.path("retryAfter").asLong(50) + random.nextLong(100)) * 1_000_000;
    }

    /** Whether a correct client may get this error; any other is a problem of the run. */
    boolean mayTryAgain(JsonNode error) {
        boolean known = PASSING.contains(error.path("code").asText());
        if (!known) {
            world.problem("client " + number + " was answered " + error);
        }
        return known;
    }
}
