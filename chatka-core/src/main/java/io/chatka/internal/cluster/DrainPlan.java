package io.chatka.internal.cluster;

import java.time.Duration;

/**
 * When each client of a node that stops is told to go, and when it is to come back: in an order, so that each has a place of its own,
 * and no faster than those that take them let them in.
 *
 * <p>Half of the handshakes that the others allow are taken: the rest is for new clients, and for those who come back without having
 * been told. Clients stay connected until it is their turn, as long as the drain time allows. Those for whom the others have no
 * room come back when this node may be there again: after the drain time, at its own pace. So does everybody if there is no
 * other node.
 *
 * @param clients how many there are
 * @param over the time in which they are told to go
 * @param elsewhere how many of them the others take
 * @param perSecond how many come back in a second to the others
 * @param restAfter when the first of the rest comes back, from the beginning on
 * @param restPerSecond how many of the rest come back in a second
 */
public record DrainPlan(
        int clients, Duration over, int elsewhere, double perSecond, Duration restAfter, double restPerSecond) {
    /** Even few do not come back in the same moment. */
    private static final double SPREAD_MILLIS = 500;

    /** What is kept of the drain time for the last ones to close. */
    private static final Duration LAST = Duration.ofSeconds(5);

    /**
     * @param drain from the first word until whoever is left is closed
     * @param ownPerSecond handshakes that this node lets through in a second, 0 for no limit
     */
    public static DrainPlan plan(int clients, Duration drain, SpareCapacity others, int ownPerSecond) {
        double own = SpareCapacity.perSecond(ownPerSecond) / 2.0;
        Duration longest = longer(drain.dividedBy(2), drain.minus(LAST));
        SpareCapacity share = others.shareOf(clients);
        if (share.free() == 0) {
            // Nobody else: they wait for this node, which may be back in a moment, or for one that is yet to come.
            Duration needed = time(clients, own);
            return new DrainPlan(clients, shorter(needed, longest), clients, own, Duration.ZERO, own);
        }
        double pace = Math.max(0.5, share.perSecond() / 2.0);
        int elsewhere = (int) Math.min(clients, share.free());
        Duration needed = time(elsewhere, pace);
        return new DrainPlan(clients, shorter(needed, longest), elsewhere, pace, longer(needed, drain), own);
    }

    /** Everybody, at once, and to come back at once. */
    public static DrainPlan atOnce() {
        return new DrainPlan(0, Duration.ZERO, 0, 1, Duration.ZERO, 1);
    }

    /** How many have been told to go after so much time; all of them in the end. */
    public int toldAfter(Duration time) {
        return time.compareTo(over) >= 0
                ? clients
                : (int) Math.min(clients, Math.ceil((double) clients * time.toMillis() / over.toMillis()));
    }

    /** In how many milliseconds the client comes back, from when it is told so. */
    public long comeBackMillis(int client) {
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
