package io.chatka.internal.actor;

import io.chatka.internal.protocol.Look;
import io.chatka.internal.protocol.LookChanges;
import io.chatka.internal.protocol.PresenceNote;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Keeps the {@link Lookalikes} of a room equal on all nodes, by the names in the notes of its
 * presence. Used by the room's actor only.
 *
 * <p>Each node numbers its changes, and a note says on which version it builds. A receiver with
 * another version has missed a note, and asks that node for all its names. A node that is new or
 * was cut off asks all nodes. It then waits for {@link #LEARN} before it tells the others of names
 * that have joined here meanwhile.
 */
final class LookSync {
    /** Time for the answers of all nodes, from when this node has heard its own question. */
    static final Duration LEARN = Duration.ofMillis(500);

    /** A node sends all its names at most this often, whoever asks. */
    static final Duration TELL_ALL = Duration.ofSeconds(1);

    /** Minimum time between two questions of this node. */
    static final Duration ASK_AGAIN = Duration.ofSeconds(2);

    private static final int NOTES_AT_ONCE = 5;
    private static final int MOST_NODES = 10_000;

    private final Lookalikes lookalikes;
    private final Set<String> missed = new HashSet<>();

    /**
     * Nodes that have answered since the question: with all their names, or that they have none.
     */
    private final Set<String> answered = new HashSet<>();

    private int version;
    private boolean allWanted;
    private long toldAllAt;
    private boolean everToldAll;
    private boolean askHeard;
    private long askHeardAt;
    private long askedAt;

    LookSync(Lookalikes lookalikes) {
        this.lookalikes = lookalikes;
    }

    /** This node asks all others for all their names. */
    void asked(long now) {
        lookalikes.unsettle();
        lookalikes.asked();
        askHeard = false;
        askedAt = now;
        missed.clear();
    }

    /** This node has heard its own question: others send their notes from now on knowing of it. */
    void askHeard(long now) {
        askHeard = true;
        askHeardAt = now;
        answered.clear();
    }

    boolean askWasHeard() {
        return askHeard;
    }

    /** The broker is away. */
    void lost() {
        lookalikes.unsettle();
        askHeard = false;
    }

    void forgotten(RoomPeers.Peer peer) {
        lookalikes.forget(peer);
    }

    /** Another node, which has members, has sent a note. */
    void heard(RoomPeers.Peer peer, PresenceNote note, long now) {
        settleIfDue(now);
        LookChanges news = note.looks();
        if (!applyNote(peer, note.node(), news)) {
            missed.add(note.node());
        } else if (peer.version == news.version()) {
            missed.remove(note.node());
            if (!news.pending()) {
                answered(note.node());
            }
        }
    }

    /** Another node has no members, or was not here when this one asked. */
    void hadNone(String node) {
        missed.remove(node);
        answered(node);
    }

    private void answered(String node) {
        if (askHeard && answered.size() < MOST_NODES) {
            answered.add(node);
        }
    }

    /** Applies a note. Returns false if an earlier one is missing. */
    private boolean applyNote(RoomPeers.Peer peer, String node, LookChanges news) {
        if (news.since() == 0) {
            return news.version() == peer.version || applyPart(peer, node, news);
        }
        if (news.since() != peer.version) {
            return false;
        }
        apply(peer, news, false);
        peer.version = news.version();
        return true;
    }

    private boolean applyPart(RoomPeers.Peer peer, String node, LookChanges all) {
        if (all.part() == 0) {
            lookalikes.forget(peer);
            peer.version = 0;
            peer.part = 0;
        }
        if (all.part() != peer.part) {
            return false;
        }
        apply(peer, all, !answered.contains(node));
        peer.part++;
        peer.version = peer.part >= all.parts() ? all.version() : 0;
        return true;
    }

    private void apply(RoomPeers.Peer peer, LookChanges news, boolean wasHereFirst) {
        news.went().forEach(look -> lookalikes.wentThere(peer, look));
        news.came().forEach(arrival -> lookalikes.cameThere(peer, arrival, wasHereFirst));
    }

    /**
     * Another node has asked all nodes, or has missed a note of this one: it needs all names of
     * this node.
     */
    void wanted() {
        allWanted = true;
    }

    /**
     * Whether there is something to tell, or will be soon.
     *
     * @param anybodyElse whether other nodes have members
     */
    boolean hasNews(boolean anybodyElse) {
        return allWanted
                || anybodyElse && (!missed.isEmpty() || lookalikes.hasNews() && (askHeard || lookalikes.isSettled()));
    }

    /**
     * Takes what to send now, in one note each. Without news that is one note with the current
     * version.
     */
    List<LookChanges> take(boolean anybodyElse, long now) {
        settleIfDue(now);
        if (allWanted && (!everToldAll || now - toldAllAt >= TELL_ALL.toNanos())) {
            return all(now);
        }
        if (!anybodyElse) {
            // A node that comes later asks for all names, or notices that it has another version.
            if (lookalikes.dropNews()) {
                version = next();
            }
            return List.of(unchanged());
        }
        return version == 0 ? all(now) : changes();
    }

    private void settleIfDue(long now) {
        if (askHeard && now - askHeardAt >= LEARN.toNanos()) {
            lookalikes.settle();
        }
    }

    private List<LookChanges> all(long now) {
        allWanted = false;
        everToldAll = true;
        toldAllAt = now;
        boolean news = lookalikes.dropNews();
        List<LookChanges.Arrival> names = lookalikes.all();
        if (version == 0 && names.isEmpty()) {
            return List.of(unchanged());
        }
        if (news || version == 0) {
            version = next();
        }
        int parts = Math.max(1, (names.size() + LookChanges.MOST - 1) / LookChanges.MOST);
        boolean pending = lookalikes.hasUnsettled();
        List<LookChanges> all = new ArrayList<>(parts);
        for (int part = 0; part < parts; part++) {
            int to = Math.min(names.size(), (part + 1) * LookChanges.MOST);
            all.add(new LookChanges(
                    0, version, part, parts, pending, names.subList(part * LookChanges.MOST, to), List.of()));
        }
        return all;
    }

    private List<LookChanges> changes() {
        List<LookChanges> changes = new ArrayList<>();
        while (changes.size() < NOTES_AT_ONCE) {
            List<LookChanges.Arrival> came = new ArrayList<>();
            List<Look> went = new ArrayList<>();
            lookalikes.takeNews(came, went);
            if (came.isEmpty() && went.isEmpty()) {
                break;
            }
            int before = version;
            version = next();
            changes.add(new LookChanges(before, version, 0, 1, lookalikes.hasUnsettled(), came, went));
        }
        return changes.isEmpty() ? List.of(unchanged()) : changes;
    }

    private LookChanges unchanged() {
        boolean pending = lookalikes.hasUnsettled();
        return version == 0 && !pending
                ? LookChanges.NONE
                : new LookChanges(version, version, 0, 1, pending, List.of(), List.of());
    }

    /**
     * The first version is random, so that it is none from before this node subscribed to the room.
     */
    private int next() {
        if (version == 0) {
            return 1 + ThreadLocalRandom.current().nextInt(1 << 30);
        }
        return version == Integer.MAX_VALUE ? 1 : version + 1;
    }

    /** Takes the nodes whose notes this one has missed, if it is time to ask them. */
    List<String> takeMissed(long now) {
        if (missed.isEmpty() || now - askedAt < ASK_AGAIN.toNanos()) {
            return List.of();
        }
        askedAt = now;
        // If no answer arrives, their next notes have a version that this node does not know.
        List<String> nodes = List.copyOf(missed);
        missed.clear();
        return nodes;
    }
}
