package io.chatka.internal.cluster;

/**
 * What the other nodes can still take of the clients of a node that stops.
 *
 * @param free connections that they may still have
 * @param perSecond handshakes that they allow in a second
 * @param leaving connections of other nodes that stop as well, and that need a part of it
 */
public record SpareCapacity(long free, long perSecond, long leaving) {
    /** No other node. */
    public static final SpareCapacity NONE = new SpareCapacity(0, 0, 0);

    /** The handshakes per second that a node without a limit gets. */
    private static final int UNLIMITED = 1000;

    static int perSecond(int limit) {
        return limit == 0 ? UNLIMITED : limit;
    }

    /** The share of one node that stops, in proportion to its connections. */
    SpareCapacity shareOf(int connections) {
        double share = connections == 0 ? 1 : (double) connections / (connections + leaving);
        return new SpareCapacity((long) (free * share), (long) Math.ceil(perSecond * share), 0);
    }
}
