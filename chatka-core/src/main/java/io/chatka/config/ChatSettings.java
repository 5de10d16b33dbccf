package io.chatka.config;

import com.typesafe.config.Config;
import java.time.Duration;

/** What the actors need to know; {@code reference.conf} explains each. Sizes in bytes, text in characters. */
public record ChatSettings(
        Duration heartbeatInterval,
        Duration heartbeatTimeout,
        Limits limits,
        Duration roomIdle,
        Duration roomCoalesce,
        Presence presence,
        Duration embeddedRetention,
        int embeddedIdleRooms) {

    public record Limits(
            int frame, int text, int rooms, int commands, int errorsInARow, Rate messages, Rate joins, long backlog) {}

    /** Up to {@code names} members by name, up to {@code batched} gathered for longer, above only counted. */
    public record Presence(int names, Duration namesEvery, int batched, Duration batchedEvery, Duration countsEvery) {}

    private static final Duration MIN = Duration.ofMillis(10);
    private static final Duration DAY = Duration.ofDays(1);

    /** @throws ConfigException if a setting cannot be used */
    public static ChatSettings read(Config root) {
        Reader chatka = new Reader(root, "chatka");
        Reader heartbeat = chatka.at("heartbeat");
        Reader rooms = chatka.at("rooms");
        Reader embedded = chatka.at("embedded");
        return new ChatSettings(
                heartbeat.duration("interval", Duration.ofMillis(100), DAY),
                heartbeat.duration("timeout", Duration.ofMillis(100), DAY),
                limits(chatka.at("limits")),
                rooms.duration("idle", MIN, DAY),
                rooms.duration("coalesce", Duration.ZERO, Duration.ofSeconds(1)),
                presence(rooms.at("presence")),
                embedded.duration("retention", Duration.ZERO, DAY),
                embedded.integer("idle-rooms", 0, Integer.MAX_VALUE));
    }

    private static Limits limits(Reader limits) {
        boolean rated = limits.flag("rate");
        return new Limits(
                (int) limits.bytes("frame", 1024, 16 << 20),
                limits.integer("text", 1, 1 << 20),
                limits.integer("rooms", 1, 10_000),
                limits.integer("commands", 1, 100_000),
                limits.integer("errors-in-a-row", 1, Integer.MAX_VALUE),
                rated ? Rate.read(limits.at("messages")) : Rate.UNLIMITED,
                rated ? Rate.read(limits.at("joins")) : Rate.UNLIMITED,
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
