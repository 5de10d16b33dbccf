package io.chatka.internal.config;

import com.typesafe.config.Config;
import io.chatka.api.ConfigException;
import io.chatka.internal.broker.EmbeddedSettings;
import io.chatka.internal.broker.HistorySettings;
import java.time.Duration;

/** What the actors need to know; {@code reference.conf} explains each. Sizes in bytes, text in characters. */
public record ChatSettings(
        Duration heartbeatInterval,
        Duration heartbeatTimeout,
        Limits limits,
        Duration roomIdle,
        int emptyRooms,
        Duration roomCoalesce,
        Presence presence,
        Replay replay,
        Page page,
        HistorySettings history,
        EmbeddedSettings embedded) {

    public record Limits(
            int frame,
            int text,
            int data,
            int rooms,
            int commands,
            int errorsInARow,
            Rate messages,
            Rate bytes,
            Rate joins,
            Rate histories,
            long backlog) {}

    /** The most that a member who comes back is sent again. */
    public record Replay(int messages, int bytes) {}

    /** The most that one reply to {@code history} holds. */
    public record Page(int messages, int bytes) {}

    /** Up to {@code names} members by name, up to {@code batched} gathered for longer, above only counted. */
    public record Presence(int names, Duration namesEvery, int batched, Duration batchedEvery, Duration countsEvery) {}

    private static final Duration MIN = Duration.ofMillis(10);
    private static final Duration DAY = Duration.ofDays(1);

    /** @throws ConfigException if a setting cannot be used */
    public static ChatSettings read(Config root) {
        Reader chatka = new Reader(root, "chatka");
        Reader heartbeat = chatka.at("heartbeat");
        Reader rooms = chatka.at("rooms");
        Reader past = chatka.at("history");
        RoomClasses classes = RoomClasses.read(past);
        HistorySettings history = new HistorySettings(classes, classes.longest(), past.duration("keys", MIN, DAY));
        return new ChatSettings(
                heartbeat.duration("interval", Duration.ofMillis(100), DAY),
                heartbeat.duration("timeout", Duration.ofMillis(100), DAY),
                limits(chatka.at("limits")),
                rooms.duration("idle", MIN, DAY),
                rooms.integer("empty", 0, Integer.MAX_VALUE),
                rooms.duration("coalesce", Duration.ZERO, Duration.ofSeconds(1)),
                presence(rooms.at("presence")),
                replay(past.at("replay")),
                new Page(past.at("page").integer("messages", 1, 10_000), (int)
                        past.at("page").bytes("bytes", 1024, 16 << 20)),
                history,
                embedded(chatka.at("embedded"), history));
    }

    private static Replay replay(Reader replay) {
        return new Replay(replay.integer("messages", 1, 100_000), (int) replay.bytes("bytes", 1024, 64 << 20));
    }

    /** A room that nobody is in is not forgotten before its history is. */
    private static EmbeddedSettings embedded(Reader embedded, HistorySettings history) {
        Duration idle = embedded.duration("retention", Duration.ZERO, DAY);
        return new EmbeddedSettings(
                idle.compareTo(history.longest()) > 0 ? idle : history.longest(),
                embedded.integer("idle-rooms", 0, Integer.MAX_VALUE),
                history,
                embedded.bytes("history", 0, Long.MAX_VALUE));
    }

    private static Limits limits(Reader limits) {
        boolean rated = limits.flag("rate");
        return new Limits(
                (int) limits.bytes("frame", 1024, 16 << 20),
                limits.integer("text", 1, 1 << 20),
                (int) limits.bytes("data", 0, 16 << 20),
                limits.integer("rooms", 1, 10_000),
                limits.integer("commands", 1, 100_000),
                limits.integer("errors-in-a-row", 1, Integer.MAX_VALUE),
                rated ? Rate.read(limits.at("messages")) : Rate.UNLIMITED,
                rated ? Rate.readBytes(limits.at("bytes")) : Rate.UNLIMITED,
                rated ? Rate.read(limits.at("joins")) : Rate.UNLIMITED,
                rated ? Rate.read(limits.at("histories")) : Rate.UNLIMITED,
                limits.bytes("backlog", 64 << 10, Integer.MAX_VALUE));
    }

    private static Presence presence(Reader presence) {
        return new Presence(
                presence.integer("names", 0, 100_000),
                presence.duration("names-every", MIN, DAY),
                presence.integer("batched", 0, 1_000_000),
                presence.duration("batched-every", MIN, DAY),
                presence.duration("counts-every", MIN, DAY));
    }
}
