package io.chatka.internal.actor;

import io.chatka.internal.cluster.Echoes;
import io.chatka.internal.cluster.Nodes;
import io.chatka.internal.protocol.UserChanges;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.LongStream;

/**
 * The other nodes that have members of a room, and how many. Used by the room's actor only.
 *
 * <p>{@link Nodes} says for all rooms alike whether a node is alive. The members of a node that is
 * gone do not count, but this class remembers them for a while, since the node may return with
 * them. A node may also have left the room, with a note that was lost. This class forgets such a
 * node once this node has heard {@value #MISSED} notes of its own, each three quarters of a refresh
 * after the one before, and none of that node: so two lost refreshes are not enough.
 */
final class RoomPeers {
    private static final int MISSED = 4;

    private final Nodes nodes;
    private final Consumer<Peer> forgotten;
    private final Map<String, Peer> byNode = new HashMap<>();
    private final Echoes refreshes;

    /** Another node with members. */
    static final class Peer {
        private static final long[] NO_HASHES = {};

        private final Set<Lookalikes.Name> names = new HashSet<>(2);
        private int members;
        private long heardAt;
        private boolean gone;

        /** What {@link LookSync} knows of its names. */
        int version;

        int part;

        /** What {@link UserSync} knows of its users: how many, and the hashes that it tells. */
        int users;

        int userVersion;
        int level;
        long[] hashes = NO_HASHES;

        void replace(UserChanges all) {
            level = all.level();
            userVersion = all.version();
            hashes = sorted(all.came().stream().mapToLong(Long::longValue));
        }

        void apply(UserChanges changes) {
            userVersion = changes.version();
            if (!changes.came().isEmpty() || !changes.went().isEmpty()) {
                Set<Long> went = Set.copyOf(changes.went());
                hashes = sorted(LongStream.concat(
                        Arrays.stream(hashes).filter(hash -> !went.contains(hash)),
                        changes.came().stream().mapToLong(Long::longValue)));
            }
        }

        private static long[] sorted(LongStream hashes) {
            return hashes.sorted().distinct().limit(UserChanges.MOST).toArray();
        }

        /** Names that it has in the room, for {@link Lookalikes}. */
        Set<Lookalikes.Name> names() {
            return names;
        }

        /** Whether the node is gone, so that its members do not count. */
        boolean isGone() {
            return gone;
        }
    }

    /**
     * @param refresh how often each node tells how many members it has
     * @param forgotten called with each node that this class forgets
     */
    RoomPeers(Nodes nodes, Duration refresh, Consumer<Peer> forgotten) {
        this.nodes = nodes;
        this.forgotten = forgotten;
        // Timers are late, never early. Notes between two refreshes do not count.
        this.refreshes = new Echoes(refresh.multipliedBy(3).dividedBy(4));
    }

    /** Whether there is no other node, not even one that is gone. */
    boolean isEmpty() {
        return byNode.isEmpty();
    }

    long members() {
        long members = 0;
        for (Peer peer : byNode.values()) {
            members += peer.gone ? 0 : peer.members;
        }
        return members;
    }

    /** The names of the nodes that have not gone. */
    Set<String> nodes() {
        Set<String> nodes = new HashSet<>();
        byNode.forEach((node, peer) -> {
            if (!peer.gone) {
                nodes.add(node);
            }
        });
        return nodes;
    }

    /** The nodes that have not gone. */
    Iterable<Peer> present() {
        return byNode.isEmpty()
                ? List.of()
                : byNode.values().stream().filter(peer -> !peer.gone).toList();
    }

    /** A node has told how many members it has. */
    Peer heard(String node, int members) {
        Peer peer = byNode.get(node);
        if (peer == null) {
            nodes.heard(node);
            peer = new Peer();
            peer.gone = nodes.isGone(node);
            byNode.put(node, peer);
        }
        peer.members = members;
        peer.heardAt = refreshes.count();
        return peer;
    }

    /** A node has no members any more. */
    void left(String node) {
        Peer peer = byNode.remove(node);
        if (peer != null) {
            forgotten.accept(peer);
        }
    }

    /** This node has unsubscribed. */
    void clear() {
        byNode.values().forEach(forgotten);
        byNode.clear();
    }

    /** This node has heard its own note. */
    void heardOwn(long nanoTime) {
        if (refreshes.heard(nanoTime)) {
            List<String> silent = byNode.entrySet().stream()
                    .filter(peer -> refreshes.count() - peer.getValue().heardAt >= MISSED)
                    .map(Map.Entry::getKey)
                    .toList();
            silent.forEach(this::left);
        }
    }

    /**
     * The broker is back: other nodes may need as long as this one to reconnect, so their silence
     * begins anew.
     */
    void resumed() {
        byNode.values().forEach(peer -> peer.heardAt = refreshes.count());
    }

    /** Some node is gone or is back. */
    void review() {
        byNode.forEach((node, peer) -> peer.gone = nodes.isGone(node));
    }
}
