package io.chatka.internal.config;

import static io.chatka.internal.setting.Kind.duration;
import static io.chatka.internal.setting.Kind.integer;

import com.typesafe.config.Config;
import io.chatka.internal.filter.Filters;
import io.chatka.internal.setting.Section;
import io.chatka.internal.setting.Setting;
import java.time.Duration;

/**
 * The life of a room on a node.
 *
 * @param idle how long a room without members is kept
 * @param empty how many such rooms are kept at most
 * @param coalesce the longest that a message waits for others
 * @param filters what may not be said
 */
public record RoomSettings(Duration idle, int empty, Duration coalesce, Presence presence, Filters filters) {

    /**
     * Rooms of up to {@code names} members get names each {@code namesEvery}, rooms of up to
     * {@code batched} get names each {@code batchedEvery}, larger rooms get a number each
     * {@code countsEvery}.
     */
    public record Presence(int names, Duration namesEvery, int batched, Duration batchedEvery, Duration countsEvery) {}

    static final Section ROOMS = new Section("Rooms", "chatka.rooms");

    private static final Setting<Duration> IDLE = ROOMS.setting("idle", "60s", duration("10ms", "1d"))
            .means("The node releases a room, and unsubscribes from it, this long after its last member left.");
    private static final Setting<Integer> EMPTY = ROOMS.setting("empty", 1000, integer(0, Integer.MAX_VALUE))
            .means("Empty rooms that are kept for `idle`, at 6 KB each; the node releases others after 100 ms. The"
                    + " broker keeps order and history, so nothing is lost.");
    private static final Setting<Duration> COALESCE = ROOMS.setting("coalesce", "10ms", duration("0s", "1s"))
            .means("The longest that a large, busy room waits to send messages together: 1 µs for each member, up to"
                    + " this.");

    static final Section PRESENCE = new Section("Presence", "chatka.rooms.presence");

    public static final Setting<Integer> NAMES = PRESENCE.setting("names", 200, integer(0, 100_000))
            .means("In rooms of up to this many members, presence names who joins and leaves.");
    private static final Setting<Duration> NAMES_EVERY = PRESENCE.setting(
                    "names-every", "100ms", duration("10ms", "1d"))
            .means("The period of presence there, or 20 ms for each member if that is longer.");
    public static final Setting<Integer> BATCHED = PRESENCE.setting("batched", 1000, integer(0, 1_000_000))
            .means("In larger rooms, up to this many members, presence still has names, and a longer period; above it"
                    + " has only the number of members.");
    private static final Setting<Duration> BATCHED_EVERY = PRESENCE.setting(
                    "batched-every", "1s", duration("10ms", "1d"))
            .means("The period of presence in those larger rooms.");
    private static final Setting<Duration> COUNTS_EVERY = PRESENCE.setting("counts-every", "5s", duration("10ms", "1d"))
            .means("The period of presence in rooms where it has only the number.");

    static RoomSettings read(Config config) {
        return new RoomSettings(
                IDLE.in(config),
                EMPTY.in(config),
                COALESCE.in(config),
                new Presence(
                        NAMES.in(config),
                        NAMES_EVERY.in(config),
                        BATCHED.in(config),
                        BATCHED_EVERY.in(config),
                        COUNTS_EVERY.in(config)),
                FilterSettings.read(config));
    }
}
