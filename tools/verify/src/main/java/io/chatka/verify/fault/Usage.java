package io.chatka.verify.fault;

import io.chatka.tools.Jvm;
import io.chatka.tools.Node;
import io.chatka.tools.Proc;
import java.util.ArrayList;
import java.util.List;

/**
 * What the servers that were started here hold on to.
 *
 * @param nodes one each, in their order
 * @param channels of Redis that somebody is subscribed to; 0 without a Redis
 * @param clients connections of Redis, without the one that asks
 */
public record Usage(List<OfNode> nodes, long channels, long clients) {
    private static final Proc PROC = new Proc();

    /**
     * One node.
     *
     * @param heap bytes of live objects, after a full collection
     * @param actors connections and rooms, as it counts them itself: there is one actor for each
     */
    public record OfNode(long heap, long descriptors, long threads, long actors) {}

    /** Measures; every node collects its garbage for that. */
    public static Usage of(Cluster cluster) {
        List<OfNode> nodes = new ArrayList<>();
        for (Node node : cluster.nodes()) {
            long pid = node.pid();
            nodes.add(new OfNode(Jvm.liveHeap(pid), PROC.descriptors(pid), PROC.threads(pid), actors(node)));
        }
        Redis redis = cluster.redis();
        return redis == null
                ? new Usage(nodes, 0, 0)
                : new Usage(nodes, redis.channels(), redis.info("clients", "connected_clients:") - 1);
    }

    /** Whether all but the heaps is the same; it is not as much as null. */
    public boolean isAsMuchAs(Usage other) {
        return other != null && withoutHeaps().equals(other.withoutHeaps());
    }

    private Usage withoutHeaps() {
        List<OfNode> all = nodes.stream()
                .map(node -> new OfNode(0, node.descriptors(), node.threads(), node.actors()))
                .toList();
        return new Usage(all, channels, clients);
    }

    /** Whether no node has a connection or a room left, nor any room's channel in Redis. */
    public static boolean idle(Cluster cluster) {
        return cluster.nodes().stream().allMatch(node -> actors(node) == 0)
                && (cluster.redis() == null || cluster.redis().channelsOfRooms() == 0);
    }

    private static long actors(Node node) {
        return node.metric("chatka_connections") + node.metric("chatka_rooms");
    }
}
