package io.chatka.doctor;

import com.typesafe.config.Config;
import io.chatka.redis.RedisFacts;
import java.util.Map;

/** Whether a Redis keeps what rooms need, by what it tells of itself. */
final class RedisJudge {
    /** Below this, one busy moment cuts a node's subscriptions off. */
    private static final long TINY = 1L << 20;

    /** What Redis has by default: 32 MiB at once, or 8 MiB for a minute. */
    private static final long DEFAULT_HARD = 32L << 20;

    private static final String DEFAULT_LIMIT = "CONFIG SET client-output-buffer-limit 'pubsub 32mb 8mb 60' there";

    /** Connections that a node has to Redis. */
    private static final int OF_A_NODE = 2;

    private final Map<String, String> info;
    private final Map<String, String> config;
    private final boolean evictionAllowed;

    RedisJudge(RedisFacts facts, Config server) {
        this.info = facts.info();
        this.config = facts.config();
        this.evictionAllowed = server.getBoolean("chatka.redis.allow-eviction");
    }

    Finding memory() {
        String name = "redis memory";
        long most = number("maxmemory");
        long used = number("used_memory");
        String policy = info.getOrDefault("maxmemory_policy", "noeviction");
        if (most == 0) {
            return Finding.warning(
                    name,
                    "no maxmemory, " + Words.bytes(used) + " used: when the machine's memory is full, Redis is killed",
                    "CONFIG SET maxmemory to what it may have, and leave maxmemory-policy at noeviction");
        }
        String found = Words.bytes(used) + " of " + Words.bytes(most) + " used, maxmemory-policy " + policy;
        if (!policy.equals("noeviction")) {
            String remedy = "CONFIG SET maxmemory-policy noeviction there";
            String evicts = found + ": it forgets rooms without a word when it is full";
            return evictionAllowed
                    ? Finding.warning(name, evicts + " (chatka.redis.allow-eviction is on)", remedy)
                    : Finding.problem(name, evicts, remedy);
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
            return Finding.problem(
                    name,
                    "the last save to disk failed, after which Redis refuses writes",
                    "look into its log, and at its disk");
        }
        if (append) {
            return Finding.ok(name, "append-only file");
        }
        if (!config.containsKey("save")) {
            return Finding.unknown(name, "no append-only file; whether it saves snapshots cannot be asked");
        }
        return config.get("save").isEmpty()
                ? Finding.warning(
                        name,
                        "none: a restart of Redis starts every room anew, and clients are told so",
                        "CONFIG SET appendonly yes there, unless rooms may be forgotten")
                : Finding.warning(
                        name,
                        "snapshots only: a crash of Redis loses the last minutes, and clients are told so",
                        "CONFIG SET appendonly yes there, unless that may be");
    }

    Finding pubSubBuffer() {
        String name = "redis pub/sub buffer";
        String limits = config.getOrDefault("client-output-buffer-limit", "");
        int at = limits.indexOf("pubsub ");
        if (at < 0) {
            return Finding.unknown(name, "client-output-buffer-limit cannot be asked");
        }
        String[] words = limits.substring(at).split(" ");
        long hard = Long.parseLong(words[1]);
        long soft = Long.parseLong(words[2]);
        String found = "client-output-buffer-limit pubsub: "
                + (hard == 0 ? "no bound" : Words.bytes(hard) + " at once")
                + (soft == 0 ? "" : ", " + Words.bytes(soft) + " for " + words[3] + " s");
        boolean tiny = hard > 0 && hard < TINY || soft > 0 && soft < TINY;
        if (tiny) {
            return Finding.problem(
                    name,
                    found + ": Redis cuts a node off in every busy moment, and it reads histories again",
                    DEFAULT_LIMIT);
        }
        if (hard == 0 && soft == 0) {
            return Finding.warning(name, found + ": a node that stands still fills the memory of Redis", DEFAULT_LIMIT);
        }
        return hard > 0 && hard < DEFAULT_HARD
                ? Finding.warning(name, found + ": little for a busy cluster", DEFAULT_LIMIT)
                : Finding.ok(name, found);
    }

    Finding clients() {
        String name = "redis clients";
        long connected = number("connected_clients");
        long most = info.containsKey("maxclients") ? number("maxclients") : Long.MAX_VALUE;
        String found = Words.grouped(connected) + (most == Long.MAX_VALUE ? "" : " of " + Words.grouped(most));
        return connected + OF_A_NODE > most
                ? Finding.problem(name, found + " connected, and a node needs " + OF_A_NODE, "raise maxclients there")
                : Finding.ok(name, found + " connected");
    }

    private long number(String field) {
        String value = info.getOrDefault(field, "0");
        return value.matches("\\d+") ? Long.parseLong(value) : 0;
    }
}
