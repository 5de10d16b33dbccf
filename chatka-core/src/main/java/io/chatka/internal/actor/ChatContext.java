package io.chatka.internal.actor;

import io.chatka.internal.broker.Broker;
import io.chatka.internal.cluster.Nodes;
import io.chatka.internal.config.ChatSettings;
import io.chatka.internal.meter.NodeMeter;
import io.chatka.internal.moderation.ActRecords;
import io.chatka.internal.moderation.Acts;
import io.chatka.internal.moderation.Posts;
import io.chatka.internal.sanction.ClusterSanctions;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * What all actors of a node share.
 *
 * @param nanoTime a clock that never jumps, such as {@link System#nanoTime}
 * @param memoryShort whether the node is short of memory, and begins nothing new
 */
public record ChatContext(
        ChatSettings settings,
        Broker broker,
        Cluster cluster,
        LongSupplier nanoTime,
        NodeMeter meter,
        BooleanSupplier memoryShort,
        Extensions extensions) {

    /** This node's name in the cluster. */
    String node() {
        return cluster.node();
    }

    Nodes nodes() {
        return cluster.nodes();
    }

    ClusterSanctions sanctions() {
        return cluster.sanctions();
    }

    /** What moderators do. */
    public Acts acts() {
        return new Acts(broker.rooms(), cluster.sanctions(), posts(), new ActRecords(broker, extensions.observer()));
    }

    /** Messages of others than a room's members. */
    public Posts posts() {
        return new Posts(broker.rooms(), extensions.observer());
    }

    ChatContext with(ChatSettings others) {
        return new ChatContext(others, broker, cluster, nanoTime, meter, memoryShort, extensions);
    }
}
