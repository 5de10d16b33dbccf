package io.chatka.internal.redis;

/**
 * What a node has seen of a room, as the scripts want to know it: see {@code room.lua}. Redis may come back with less.
 *
 * @param life when the epoch began, by Redis
 * @param run the Redis process that told it last
 * @param first where the epoch began for this node
 */
record SeenPosition(String epoch, long seq, long life, String run, long first) {
    static final SeenPosition NONE = new SeenPosition("", 0, 0, "", 0);

    SeenPosition upTo(long later) {
        return new SeenPosition(epoch, later, life, run, first);
    }

    /** Whether another process than this one told it, as far as both are known. */
    boolean elsewhere(String now) {
        return RedisRun.differ(run, now);
    }
}
