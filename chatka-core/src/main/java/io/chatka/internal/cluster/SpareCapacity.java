package io.chatka.internal.cluster;

/**
 * How many clients of a node that stops the other nodes can take, and how fast.
 *
 * @param free connections that they may still have
 * @param perSecond handshakes that they allow in a second
 * @param leaving connections of other nodes that stop as well, and share the rest
 */
public record SpareCapacity(long free, long perSecond, long leaving) {
    /** No other node. */
    public static final SpareCapacity NONE = new SpareCapacity(0, 0, 0);

    /** A node without a limit counts as one that allows this many handshakes in a second. */
    private static final int UNLIMITED = 1000;

    static int perSecond(int limit) {
        return limit == 0 ? UNLIMITED : limit;
    }

    /** The share of a node that stops and has these connections. */
    SpareCapacity shareOf(int connections) {
        double share = connections == 0 ? 1 : (double) connections / (connections + leaving);
        return new SpareCapacity((long) (free * share), (long) Math.ceil(perSecond * share), 0);
    }
}
