package io.chatka.verify.fault;

import io.chatka.tools.Node;

/**
 * Something that goes wrong for a while.
 *
 * @param name for stories
 * @param what it is done to; two faults at one time are done to different things
 * @param forgetting whether the servers may forget what they acked before
 * @param delaying whether it holds back what is on its way, which then comes late
 * @param millis how long it lasts
 * @param begin returns when it has begun
 * @param repair returns when it is repaired
 */
public record Fault(
        String name, String what, boolean forgetting, boolean delaying, long millis, Runnable begin, Runnable repair) {
    /** A fault that forgets nothing and lasts until it is repaired. */
    public static Fault of(String name, String what, Runnable begin, Runnable repair) {
        return new Fault(name, what, false, false, 0, begin, repair);
    }

    /** A fault that needs no repair. */
    public static Fault once(String name, String what, Runnable begin) {
        return of(name, what, begin, () -> {});
    }

    public Fault lasting(long time) {
        return new Fault(name, what, forgetting, delaying, time, begin, repair);
    }

    public Fault forgetting(boolean forgets) {
        return new Fault(name, what, forgets, delaying, millis, begin, repair);
    }

    /** One that holds back what is on its way. */
    public Fault delays() {
        return new Fault(name, what, forgetting, true, millis, begin, repair);
    }

    public static Fault redisKilled(Redis redis) {
        return of("Redis killed", "redis", redis::kill, redis::start);
    }

    /** @param beforeStart is run when Redis is down */
    public static Fault redisEmptied(Redis redis, Runnable beforeStart) {
        Runnable repair = () -> {
            beforeStart.run();
            redis.empty();
            redis.start();
        };
        return of("Redis killed, and its data lost", "redis", redis::kill, repair)
                .forgetting(true);
    }

    public static Fault redisEmptied(Redis redis) {
        return redisEmptied(redis, () -> {});
    }

    public static Fault memoryOfRedisFull(Redis redis) {
        return of(
                "memory of Redis full",
                "redis",
                () -> redis.call("CONFIG", "SET", "maxmemory", "1"),
                () -> redis.call("CONFIG", "SET", "maxmemory", "0"));
    }

    public static Fault pubSubKilled(Redis redis) {
        return once("Pub/Sub connections killed", "pubsub", () -> redis.call("CLIENT", "KILL", "TYPE", "pubsub"));
    }

    public static Fault killed(Node node) {
        return of(node.name() + " killed", "nodes", node::kill, node::restart);
    }

    /** @param stop sends SIGTERM, and waits until the node has ended */
    public static Fault restarted(Node node, Runnable stop) {
        return of(node.name() + " restarted by SIGTERM", "nodes", stop, node::restart);
    }
}
