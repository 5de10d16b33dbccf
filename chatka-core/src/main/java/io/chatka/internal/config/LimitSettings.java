package io.chatka.internal.config;

import static io.chatka.internal.setting.Kind.bytes;
import static io.chatka.internal.setting.Kind.flag;
import static io.chatka.internal.setting.Kind.integer;

import com.typesafe.config.Config;
import io.chatka.internal.setting.Section;
import io.chatka.internal.setting.Setting;

/**
 * What one connection may do. Sizes in bytes, {@code text} in characters.
 *
 * @param commands maximum number of commands in progress
 * @param backlog bytes of one room's messages that may wait for one event loop
 */
public record LimitSettings(
        int frame, int text, int data, int rooms, int commands, int errorsInARow, Rates rates, long backlog) {

    public record Rates(
            Rate messages, Rate bytes, Rate joins, Rate histories, Rate acts, Rate reports, Shared shared) {}

    /**
     * What the connections of a user, or from an address, share.
     *
     * @param address how many times the rates of a connection an address may have; 0 for no limit
     * @param connections that a user may have to a node; 0 for no limit
     */
    public record Shared(int address, int connections) {}

    static final Section CLIENT = new Section("Limits of a client", "chatka.limits");

    public static final Setting<Integer> TEXT = CLIENT.setting("text", 2000, integer(1, 1 << 20))
            .newConnections()
            .means("Characters of a message's text; error `too_long` above.");
    public static final Setting<Integer> DATA = CLIENT.setting("data", "8KiB", bytes("0B", "16MiB"))
            .newConnections()
            .means("Bytes of a message's `data`, as compact JSON in UTF-8; error `too_long` above.");
    public static final Setting<Integer> FRAME = CLIENT.setting("frame", "64KiB", bytes("1KiB", "16MiB"))
            .newConnections()
            .means("Bytes of one WebSocket message from a client, all fragments together; closed (1009) above.");
    private static final Setting<Integer> ROOMS = CLIENT.setting("rooms", 32, integer(1, 10_000))
            .newConnections()
            .means("Rooms that one connection may be in; error `too_many_rooms` above.");
    private static final RateSetting MESSAGES = RateSetting.of(
            CLIENT,
            "messages",
            "20 in 30s",
            integer(1, 1_000_000),
            "Messages of one user to this node in `per`, over all its connections, or of one connection of a guest; error `rate_limited` above.");
    private static final RateSetting BYTES = RateSetting.of(
            CLIENT,
            "bytes",
            "64KiB in 10s",
            bytes("1KiB", "1GiB"),
            "Bytes of texts and data in `per`, counted like `messages`; error `rate_limited` above. A larger message passes"
                    + " after a silence of `per`.");
    private static final RateSetting JOINS = RateSetting.of(
            CLIENT,
            "joins",
            "20 in 10s",
            integer(1, 1_000_000),
            "Joins in `per`, counted like `messages`; error `rate_limited` above. The first joins with `since`, up to"
                    + " `limits.rooms` of them, do not count.");
    private static final RateSetting HISTORIES = RateSetting.of(
            CLIENT,
            "histories",
            "20 in 10s",
            integer(1, 1_000_000),
            "Reads of history, and as many lists of members, in `per`, counted like `messages`; error `rate_limited` above.");
    private static final RateSetting ACTS = RateSetting.of(
            CLIENT,
            "acts",
            "60 in 30s",
            integer(1, 1_000_000),
            "Deletions and acts of a moderator in `per`, counted like `messages`; error `rate_limited` above.");
    private static final RateSetting REPORTS = RateSetting.of(
            CLIENT,
            "reports",
            "5 in 60s",
            integer(1, 1_000_000),
            "Reports in `per`, counted like `messages`; error `rate_limited` above.");
    private static final Setting<Integer> ADDRESS = CLIENT.setting(
                    "address", 20, integer(1, 1_000_000).or("off", 0))
            .newConnections()
            .means("What all connections from one address (IPv6: one /64) may do on this node together, as a multiple"
                    + " of the rates of one connection. Loopback addresses are not limited. All clients of a proxy"
                    + " have its address unless `server.proxies.trusted` names the proxy.");
    private static final Setting<Integer> CONNECTIONS = CLIENT.setting(
                    "connections-per-user", 20, integer(1, 1_000_000).or("off", 0))
            .newConnections()
            .means("Connections of one user to this node; error `unavailable` above, before the session is open."
                    + " Guests are not limited.");
    private static final Setting<Integer> COMMANDS = CLIENT.setting("commands", 128, integer(1, 100_000))
            .newConnections()
            .means("Commands of one connection in progress; above, the node does not read from its socket.");
    private static final Setting<Integer> ERRORS = CLIENT.setting("errors-in-a-row", 100, integer(1, Integer.MAX_VALUE))
            .newConnections()
            .means("The node closes (1008) a connection after this number of errors in a row.");
    public static final Setting<Boolean> RATE = CLIENT.setting("rate", "on", flag())
            .newConnections()
            .means("`off` removes the limits on messages, their bytes, joins, reads of history, frames and"
                    + " handshakes; for load tests.");

    static final Section SLOW = new Section("Slow readers", "chatka.limits");

    private static final Setting<Integer> BACKLOG = SLOW.setting("backlog", "4MiB", bytes("64KiB", "2047MiB"))
            .means("Bytes of one room's messages that wait for one event loop; above, the node drops messages and"
                    + " sends a `gap`.");

    static LimitSettings read(Config config) {
        return new LimitSettings(
                FRAME.in(config),
                TEXT.in(config),
                DATA.in(config),
                ROOMS.in(config),
                COMMANDS.in(config),
                ERRORS.in(config),
                new Rates(
                        rate(config, MESSAGES),
                        rate(config, BYTES),
                        rate(config, JOINS),
                        rate(config, HISTORIES),
                        rate(config, ACTS),
                        rate(config, REPORTS),
                        new Shared(RATE.in(config) ? ADDRESS.in(config) : 0, CONNECTIONS.in(config))),
                BACKLOG.in(config));
    }

    /**
     * The rate, or no limit if {@code chatka.limits.rate} is off.
     *
     * @throws ConfigException if a value cannot be used
     */
    public static Rate rate(Config config, RateSetting setting) {
        return RATE.in(config) ? setting.in(config) : Rate.UNLIMITED;
    }
}
