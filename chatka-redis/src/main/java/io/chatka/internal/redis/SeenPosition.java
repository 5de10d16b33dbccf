package io.chatka.internal.redis;

/**
 * What a node has seen of a room. It goes to the scripts with each call, since Redis may have lost
 * a part of it; see {@code room.lua}.
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

    /** Whether another process than this one told it; false if either is unknown. */
    boolean elsewhere(String now) {
        return RedisRun.differ(run, now);
    }
}
