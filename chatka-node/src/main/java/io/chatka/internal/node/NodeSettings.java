package io.chatka.internal.node;

import static io.chatka.internal.setting.Kind.duration;
import static io.chatka.internal.setting.Kind.integer;
import static io.chatka.internal.setting.Kind.text;

import com.typesafe.config.Config;
import io.chatka.api.ConfigException;
import io.chatka.internal.config.ChatSettings;
import io.chatka.internal.setting.Section;
import io.chatka.internal.setting.Setting;
import io.chatka.internal.setting.Settings;
import io.chatka.internal.transport.CapacitySettings;
import io.chatka.internal.transport.TransportSettings;
import java.time.Duration;
import java.util.List;

/**
 * Settings of the node as a whole.
 *
 * @param announce how often nodes tell each other that they are there
 * @param top how many rooms and how many users {@code /top} shows
 */
public record NodeSettings(Admin admin, Memory memory, Health health, Drain drain, Duration announce, int top) {

    /**
     * @param port -1 for none
     * @param descriptorReserve descriptors that clients do not get
     */
    public record Admin(String host, int port, int descriptorReserve) {}

    /** Percent of the heap; {@code refuse} is {@link #NEVER} for no bound. */
    record Memory(int refuse, int resume) {
        static final int NEVER = Integer.MAX_VALUE;
    }

    record Health(Duration stuck, Duration dead, Duration echo, Duration deaf) {}

    /**
     * @param after how long the node goes on as before, but not ready
     * @param time how long clients then have to leave
     */
    record Drain(Duration after, Duration time) {}

    private static final Section ADDRESSES = new Section("Addresses", "chatka.server");

    public static final Setting<String> ADMIN_HOST = ADDRESSES
            .setting("admin-host", "127.0.0.1", text())
            .means("The address of the admin port. Off loopback it needs `chatka.admin.insecure`, or no API.");
    public static final Setting<Integer> ADMIN_PORT = ADDRESSES
            .setting("admin-port", 8001, integer(0, 65535).or("off", -1))
            .means("The port of `/live`, `/ready`, `/metrics` and the API; `off` for none. An embedded node"
                    + " has none unless the program sets it.");

    private static final Section CAPACITY =
            new Section("Capacity of a node", "chatka.limits.memory", NodeSettings::memory);

    private static final Setting<Integer> REFUSE = CAPACITY.setting(
                    "refuse", 85, integer(2, 100).or("off", Memory.NEVER))
            .atOnce()
            .means("Percent of the heap that is in use after a collection; from there on a handshake gets 503, and a"
                    + " join the error `unavailable`. `off` for no bound.");
    private static final Setting<Integer> RESUME = CAPACITY.setting("resume", 75, integer(1, 99))
            .atOnce()
            .means("Below this percentage the node admits clients again.");

    private static final Section STOPPING = new Section("Stopping", "chatka.server");

    private static final Setting<Duration> DRAIN_AFTER = STOPPING.setting("drain-after", "0s", duration("0s", "1h"))
            .atOnce()
            .means("After SIGTERM the node is not ready, but serves its clients for this long: the time that a load"
                    + " balancer needs to notice.");
    private static final Setting<Duration> DRAIN = STOPPING.setting("drain", "30s", duration("0s", "1h"))
            .atOnce()
            .means("Then the node tells its clients to leave, at a pace that the other nodes can take, and closes"
                    + " (1012) those that are left after this time.");

    private static final Section HEALTH = new Section("Health", "chatka.health");

    public static final Setting<Duration> STUCK = HEALTH.setting("stuck", "5s", duration("10ms", "1h"))
            .atOnce()
            .means("An event loop that has done nothing for this long makes the node not ready.");
    public static final Setting<Duration> DEAD = HEALTH.setting("dead", "60s", duration("10ms", "1h"))
            .atOnce()
            .means("An event loop that has done nothing for this long makes the node not live.");
    public static final Setting<Duration> ECHO = HEALTH.setting("echo", "2s", duration("10ms", "1h"))
            .means("How often the node publishes a note to see whether the broker delivers it.");
    public static final Setting<Duration> DEAF = HEALTH.setting("deaf", "10s", duration("10ms", "1h"))
            .means("The node is not ready after this time without such a delivery.");

    private static final Section CLUSTER = new Section("Cluster", "chatka.cluster");

    private static final Setting<Duration> ANNOUNCE = CLUSTER.setting("announce", "2s", duration("10ms", "1h"))
            .means("How often a node announces itself and its load to the others. After three of these periods without"
                    + " news it gets no clients of a node that drains; after four, its members no longer count.");

    private static final Section METRICS = new Section("Metrics", "chatka.metrics");

    private static final Setting<Integer> TOP = METRICS.setting("top", 20, integer(1, 100))
            .atOnce()
            .means("How many rooms and how many users `/top` shows.");

    /** The sections of the node as a whole; the transport has its own. */
    public static final List<Section> SECTIONS = List.of(ADDRESSES, CAPACITY, STOPPING, HEALTH, CLUSTER, METRICS);

    /** All settings of a node, with those of a broker on the class path. */
    public static Settings settings() {
        return Settings.of(ChatSettings.SECTIONS)
                .and(TransportSettings.SECTIONS)
                .and(SECTIONS)
                .and(AdminDoors.settings())
                .and(Brokers.settings());
    }

    /** @throws ConfigException if a setting cannot be used */
    public static NodeSettings read(Config config) {
        return new NodeSettings(
                new Admin(ADMIN_HOST.in(config), ADMIN_PORT.in(config), CapacitySettings.DESCRIPTOR_RESERVE.in(config)),
                memory(config),
                new Health(STUCK.in(config), DEAD.in(config), ECHO.in(config), DEAF.in(config)),
                new Drain(DRAIN_AFTER.in(config), DRAIN.in(config)),
                ANNOUNCE.in(config),
                TOP.in(config));
    }

    private static Memory memory(Config config) {
        Memory memory = new Memory(REFUSE.in(config), RESUME.in(config));
        if (memory.refuse <= memory.resume) {
            throw new ConfigException(RESUME.key(), RESUME.key() + " has to be less than " + REFUSE.key());
        }
        return memory;
    }
}
