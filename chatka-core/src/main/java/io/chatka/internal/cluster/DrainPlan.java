package io.chatka.internal.cluster;

import java.time.Duration;

/**
 * When a node that stops tells each client to go, and when that client is to reconnect: one after
 * the other, and no faster than the other nodes let them in.
 *
 * <p>The plan uses half of the handshakes that the other nodes allow; the rest is for new clients,
 * and for those that reconnect without having been told. Clients stay connected until it is their
 * turn, as long as the drain time allows. Clients that the other nodes cannot take reconnect when
 * this node may be back: after the drain time, at half of its own pace. If no other node takes any,
 * all clients go at that pace, and reconnect from the start of the drain.
 *
 * @param clients how many there are
 * @param over how long the node takes to tell all clients to reconnect
 * @param elsewhere how many of them the other nodes take
 * @param perSecond how many reconnect to the other nodes in a second
 * @param restAfter when the first of the rest reconnects, counted from the start of the drain
 * @param restPerSecond how many of the rest reconnect in a second
 */
public record DrainPlan(
        int clients, Duration over, int elsewhere, double perSecond, Duration restAfter, double restPerSecond) {
    /** Spreads the clients, so that even a few do not reconnect at the same moment. */
    private static final double SPREAD_MILLIS = 500;

    /** The end of the drain time, in which nobody is told to go: the last clients close. */
    private static final Duration LAST = Duration.ofSeconds(5);

    /**
     * @param drain from the start until the node closes the clients that are left
     * @param ownPerSecond handshakes that this node allows in a second, 0 for no limit
     */
    public static DrainPlan plan(int clients, Duration drain, SpareCapacity others, int ownPerSecond) {
        double own = SpareCapacity.perSecond(ownPerSecond) / 2.0;
        Duration longest = longer(drain.dividedBy(2), drain.minus(LAST));
        SpareCapacity share = others.shareOf(clients);
        if (share.free() == 0) {
            // The clients try until this node is back, or another one has started.
            Duration needed = time(clients, own);
            return new DrainPlan(clients, shorter(needed, longest), clients, own, Duration.ZERO, own);
        }
        double pace = Math.max(0.5, share.perSecond() / 2.0);
        int elsewhere = (int) Math.min(clients, share.free());
        Duration needed = time(elsewhere, pace);
        return new DrainPlan(clients, shorter(needed, longest), elsewhere, pace, longer(needed, drain), own);
    }

    /** All clients go at once and reconnect at once. */
    public static DrainPlan atOnce() {
        return new DrainPlan(0, Duration.ZERO, 0, 1, Duration.ZERO, 1);
    }

    /** How many clients have been told to go after this time; all of them in the end. */
    public int toldAfter(Duration time) {
        return time.compareTo(over) >= 0
                ? clients
                : (int) Math.min(clients, Math.ceil((double) clients * time.toMillis() / over.toMillis()));
    }

    /** The milliseconds after which the client reconnects, counted from when it is told. */
    public long reconnectMillis(int client) {
        double due = client < elsewhere
                ? client * 1000 / perSecond
                : restAfter.toMillis() + (client - elsewhere) * 1000 / restPerSecond;
        double told = clients == 0 ? 0 : (double) over.toMillis() * client / clients;
        return Math.round(Math.max(0, due - told) + SPREAD_MILLIS * client / Math.max(1, clients));
    }

    private static Duration time(int clients, double perSecond) {
        return Duration.ofMillis(Math.round(clients * 1000 / perSecond));
    }

    private static Duration shorter(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }

    private static Duration longer(Duration a, Duration b) {
        return a.compareTo(b) > 0 ? a : b;
    }
}
