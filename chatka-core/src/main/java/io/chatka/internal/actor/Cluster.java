package io.chatka.internal.actor;

import io.chatka.internal.broker.Broker;
import io.chatka.internal.cluster.Facts;
import io.chatka.internal.cluster.Nodes;
import io.chatka.internal.sanction.ClusterSanctions;
import io.chatka.internal.sanction.GuestTokens;
import java.time.Duration;

/**
 * What a node shares with the other nodes, and knows of them.
 *
 * @param node this node's name, made up at each start
 * @param nodes which other nodes are alive
 * @param here who is on this node
 */
public record Cluster(String node, Nodes nodes, ClusterSanctions sanctions, GuestTokens guests, Here here) {

    /** A node with nothing in force, and without a key for guests. */
    public static Cluster of(String node, Nodes nodes, Broker broker) {
        return new Cluster(
                node,
                nodes,
                new ClusterSanctions(new Facts(broker, System::currentTimeMillis), Duration.ofDays(30)),
                new GuestTokens(System::currentTimeMillis),
                new Here());
    }
}
