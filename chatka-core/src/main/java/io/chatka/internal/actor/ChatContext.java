package io.chatka.internal.actor;

import io.chatka.internal.broker.Broker;
import io.chatka.internal.cluster.Nodes;
import io.chatka.internal.config.ChatSettings;
import io.chatka.internal.meter.NodeMeter;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * What all actors of a node share.
 *
 * @param node this node's name in the cluster, made up at each start
 * @param nodes which other nodes are alive
 * @param nanoTime a clock that never jumps, such as {@link System#nanoTime}
 * @param memoryShort whether the node is short of memory, and begins nothing new
 */
public record ChatContext(
        ChatSettings settings,
        Broker broker,
        String node,
        Nodes nodes,
        LongSupplier nanoTime,
        NodeMeter meter,
        BooleanSupplier memoryShort,
        Extensions extensions) {

    ChatContext with(ChatSettings others) {
        return new ChatContext(others, broker, node, nodes, nanoTime, meter, memoryShort, extensions);
    }
}
