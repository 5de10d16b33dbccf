package io.chatka.internal.redis;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Whether a node can use a Redis, by what Redis tells about itself; for the node and for
 * {@code ./chatka doctor}. Facts that the node may not ask for count as good.
 */
public final class RedisJudge {
    private static final int OLDEST = 6;
    private static final Pattern MAJOR = Pattern.compile("^\\d{1,6}");

    /** Below this limit, a short burst is enough for Redis to drop a node's subscriptions. */
    private static final long TINY = 1L << 20;

    private static final Pattern PUB_SUB_LIMIT = Pattern.compile("pubsub (\\d+) (\\d+) (\\d+)");

    static final Fault CLUSTER = new Fault(
            "it is a node of a Redis Cluster, which keeps each room at one of its nodes only",
            "redis+cluster:// is planned, but this version does not speak it: use a single Redis (cluster-enabled no),"
                    + " or a proxy in front of the cluster that looks like one");

    private final Map<String, String> info;
    private final Map<String, String> config;
    private final boolean evictionAllowed;

    /**
     * A bound on what Redis keeps for a subscriber that reads too slowly; 0 for none.
     *
     * @param hard bytes
     * @param soft bytes that a subscriber may be behind for the given seconds
     */
    public record PubSubLimit(long hard, long soft, long seconds) {}

    /**
     * @param info its INFO, by field; empty without the permission
     * @param config of its CONFIG {@code client-output-buffer-limit}; empty without the permission
     */
    public RedisJudge(Map<String, String> info, Map<String, String> config, boolean evictionAllowed) {
        this.info = info;
        this.config = config;
        this.evictionAllowed = evictionAllowed;
    }

    /** The first fault that keeps a node from using it. */
    Optional<Fault> unusable() {
        return first(List.of(kind(), role(), eviction()));
    }

    /** The first fault, including one that only makes it slow. */
    Optional<Fault> unfit() {
        return first(List.of(kind(), role(), eviction(), pubSubBuffer()));
    }

    private static Optional<Fault> first(List<Optional<Fault>> faults) {
        return faults.stream().flatMap(Optional::stream).findFirst();
    }

    /** A Redis of a kind or version that this version of Chatka cannot use. */
    public Optional<Fault> kind() {
        String mode = info.getOrDefault("redis_mode", "");
        if (mode.equals("sentinel")) {
            return Optional.of(
                    new Fault(
                            "it is a Sentinel, which keeps no data and only knows where Redis is",
                            "use the address of the primary: redis-cli -p PORT SENTINEL GET-MASTER-ADDR-BY-NAME NAME tells it"));
        }
        if (mode.equals("cluster") || info.getOrDefault("cluster_enabled", "0").equals("1")) {
            return Optional.of(CLUSTER);
        }
        String version = info.getOrDefault("redis_version", "");
        Matcher major = MAJOR.matcher(version);
        return major.find() && Integer.parseInt(major.group()) < OLDEST
                ? Optional.of(new Fault("it is version " + version, "use version " + OLDEST + " or later"))
                : Optional.empty();
    }

    public Optional<Fault> role() {
        if (!info.getOrDefault("role", "").equals("slave")) {
            return Optional.empty();
        }
        return Optional.of(
                info.getOrDefault("slave_read_only", "1").equals("0")
                        ? new Fault(
                                "it is a writable replica, and its primary overwrites what is written to it",
                                "use the address of the primary")
                        : replica());
    }

    static Fault replica() {
        return new Fault("it is a read-only replica", "use the address of the primary");
    }

    /**
     * Whether it evicts keys when its memory is full. Then rooms' places, histories and the keys of
     * messages disappear, and nobody notices.
     */
    public Optional<Fault> eviction() {
        return evictionAllowed
                ? Optional.empty()
                : evicting()
                        .map(policy -> new Fault(
                                "it evicts keys when its memory is full (maxmemory-policy " + policy
                                        + "), and messages would get lost unnoticed",
                                "CONFIG SET maxmemory-policy noeviction there, or set chatka.redis.allow-eviction = on if you"
                                        + " accept that"));
    }

    /** The policy by which it evicts keys; empty if it never does. */
    public Optional<String> evicting() {
        String policy = info.getOrDefault("maxmemory_policy", "noeviction");
        boolean bounded = !info.getOrDefault("maxmemory", "0").equals("0");
        return bounded && !policy.equals("noeviction") ? Optional.of(policy) : Optional.empty();
    }

    public Optional<Fault> pubSubBuffer() {
        return pubSubLimit()
                .filter(limit -> limit.hard > 0 && limit.hard < TINY || limit.soft > 0 && limit.soft < TINY)
                .map(limit -> new Fault(
                        "client-output-buffer-limit pubsub: " + kibibytes(limit.hard) + " at once, "
                                + kibibytes(limit.soft) + " for " + limit.seconds
                                + " s: it disconnects a node at each burst of messages, and the node reads histories again",
                        "CONFIG SET client-output-buffer-limit 'pubsub 32mb 8mb 60' there"));
    }

    public Optional<PubSubLimit> pubSubLimit() {
        Matcher limit = PUB_SUB_LIMIT.matcher(config.getOrDefault("client-output-buffer-limit", ""));
        return limit.find()
                ? Optional.of(new PubSubLimit(
                        Long.parseLong(limit.group(1)), Long.parseLong(limit.group(2)), Long.parseLong(limit.group(3))))
                : Optional.empty();
    }

    private static String kibibytes(long bytes) {
        return bytes % 1024 == 0 ? bytes / 1024 + " KiB" : bytes + " bytes";
    }
}
