package io.chatka.internal.cluster;

/**
 * What other nodes have left for the clients of one that stops.
 *
 * @param free connections that they may still have
 * @param perSecond handshakes in a second that they let through
 * @param leaving connections of others that stop as well, which will want a part of it
 */
public record SpareCapacity(long free, long perSecond, long leaving) {
    /** No other node. */
    public static final SpareCapacity NONE = new SpareCapacity(0, 0, 0);

    /** What a node without a limit is trusted with. */
    private static final int UNLIMITED = 1000;

    static int perSecond(int limit) {
        return limit == 0 ? UNLIMITED : limit;
    }

    /** What is left for one of those that stop, in proportion to its connections. */
    SpareCapacity shareOf(int connections) {
        double share = connections == 0 ? 1 : (double) connections / (connections + leaving);
        return new SpareCapacity((long) (free * share), (long) Math.ceil(perSecond * share), 0);
    }
}
