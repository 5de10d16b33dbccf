package io.chatka.internal.redis;

/**
 * What a node has seen of a room, for the scripts: see {@code room.lua}. Redis may return with
 * less.
 *
 * @param life when the epoch began, by the clock of Redis
 * @param run the Redis process that told this last
 * @param first where the epoch began for this node
 */
record SeenPosition(String epoch, long seq, long life, String run, long first) {
    static final SeenPosition NONE = new SeenPosition("", 0, 0, "", 0);

    SeenPosition upTo(long later) {
        return new SeenPosition(epoch, later, life, run, first);
    }

    /** Whether another process told this, as far as both are known. */
    boolean elsewhere(String now) {
        return RedisRun.differ(run, now);
    }
}
