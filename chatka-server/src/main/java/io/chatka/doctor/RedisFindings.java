package io.chatka.doctor;

import io.chatka.internal.redis.Fault;
import io.chatka.internal.redis.RedisFacts;
import io.chatka.internal.redis.RedisJudge;
import io.chatka.internal.redis.RedisJudge.PubSubLimit;
import java.util.Map;
import java.util.Optional;

/** The findings about the state and the settings of a Redis. */
final class RedisFindings {
    /** What Redis has by default: 32 MiB at once, or 8 MiB for a minute. */
    private static final long DEFAULT_HARD = 32L << 20;

    private static final String DEFAULT_LIMIT = "CONFIG SET client-output-buffer-limit 'pubsub 32mb 8mb 60' there";

    /** Connections that a node has to Redis. */
    private static final int CONNECTIONS_OF_A_NODE = 2;

    private final Map<String, String> info;
    private final Map<String, String> config;
    private final boolean takesWrites;
    private final RedisJudge judge;

    RedisFindings(RedisFacts facts, RedisJudge judge) {
        this.info = facts.info();
        this.config = facts.config();
        this.takesWrites = facts.refusal() == null;
        this.judge = judge;
    }

    static Finding problem(String name, Fault fault) {
        return Finding.problem(name, fault.found(), fault.remedy());
    }

    Finding version() {
        return judge.kind()
                .map(fault -> problem("redis version", fault))
                .orElseGet(() -> Finding.ok("redis version", info.getOrDefault("redis_version", "unknown")));
    }

    Finding memory() {
        String name = "redis memory";
        long most = number("maxmemory");
        long used = number("used_memory");
        String policy = info.getOrDefault("maxmemory_policy", "noeviction");
        if (most == 0) {
            return Finding.warning(
                    name,
                    "no maxmemory, " + Readable.bytes(used)
                            + " used: when the machine's memory is full, the kernel kills Redis",
                    "CONFIG SET maxmemory to its share of the memory, and leave maxmemory-policy at noeviction");
        }
        String found = Readable.bytes(used) + " of " + Readable.bytes(most) + " used, maxmemory-policy " + policy;
        Optional<Fault> evicts = judge.eviction();
        if (evicts.isPresent()) {
            return problem(name, evicts.get());
        }
        if (judge.evicting().isPresent()) {
            return Finding.warning(
                    name,
                    found
                            + ": when it is full it forgets rooms, and nobody notices (chatka.redis.allow-eviction is on)",
                    "CONFIG SET maxmemory-policy noeviction there");
        }
        return used > most / 10 * 8
                ? Finding.warning(
                        name,
                        found + ": it refuses messages when it is full",
                        "raise maxmemory there, or keep less (chatka.history)")
                : Finding.ok(name, found);
    }

    Finding persistence() {
        String name = "redis persistence";
        boolean append = number("aof_enabled") == 1;
        if (!info.getOrDefault("aof_last_write_status", "ok").equals("ok")
                || !info.getOrDefault("rdb_last_bgsave_status", "ok").equals("ok")) {
            String remedy = "look into its log, and at its disk";
            return takesWrites
                    ? Finding.warning(
                            name,
                            "the last save to disk failed, and a restart would lose messages since the one before",
                            remedy)
                    : Finding.problem(name, "the last save to disk failed, and Redis refuses writes", remedy);
        }
        if (append) {
            return Finding.ok(name, "append-only file");
        }
        if (!config.containsKey("save")) {
            return Finding.unknown(name, "no append-only file; Redis does not show whether it saves snapshots");
        }
        return config.get("save").isEmpty()
                ? Finding.warning(
                        name,
                        "none: after a restart of Redis every room begins a new epoch",
                        "CONFIG SET appendonly yes there, unless rooms may lose their messages")
                : Finding.warning(
                        name,
                        "snapshots only: a crash of Redis loses the last minutes of every room",
                        "CONFIG SET appendonly yes there, unless rooms may lose them");
    }

    Finding pubSubBuffer() {
        String name = "redis pub/sub buffer";
        Optional<PubSubLimit> limit = judge.pubSubLimit();
        if (limit.isEmpty()) {
            return Finding.unknown(name, "Redis does not show client-output-buffer-limit");
        }
        Optional<Fault> tiny = judge.pubSubBuffer();
        if (tiny.isPresent()) {
            return problem(name, tiny.get());
        }
        long hard = limit.get().hard();
        long soft = limit.get().soft();
        String found = "client-output-buffer-limit pubsub: "
                + (hard == 0 ? "no bound" : Readable.bytes(hard) + " at once")
                + (soft == 0
                        ? ""
                        : ", " + Readable.bytes(soft) + " for " + limit.get().seconds() + " s");
        if (hard == 0 && soft == 0) {
            return Finding.warning(name, found + ": a frozen node fills the memory of Redis", DEFAULT_LIMIT);
        }
        return hard > 0 && hard < DEFAULT_HARD
                ? Finding.warning(name, found + ": little for a busy cluster", DEFAULT_LIMIT)
                : Finding.ok(name, found);
    }

    Finding clients() {
        String name = "redis clients";
        // Without the connection of this check.
        long connected = Math.max(0, number("connected_clients") - 1);
        long most = info.containsKey("maxclients") ? number("maxclients") : Long.MAX_VALUE;
        String found = Readable.grouped(connected) + (most == Long.MAX_VALUE ? "" : " of " + Readable.grouped(most));
        return connected + CONNECTIONS_OF_A_NODE > most
                ? Finding.problem(
                        name, found + " connected, and a node needs " + CONNECTIONS_OF_A_NODE, "raise maxclients there")
                : Finding.ok(name, found + " connected");
    }

    private long number(String field) {
        String value = info.getOrDefault(field, "0");
        return value.matches("\\d+") ? Long.parseLong(value) : 0;
    }
}
