package io.chatka.actor;

import io.chatka.broker.Broker;
import io.chatka.config.ChatSettings;
import io.chatka.meter.NodeMeter;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * What all actors of a node share.
 *
 * @param node this node's name among others, made up at the start
 * @param nanoTime a clock that never jumps, such as {@link System#nanoTime}
 * @param memoryShort whether nothing new is to be begun
 */
public record ChatContext(
        ChatSettings settings,
        Broker broker,
        String node,
        LongSupplier nanoTime,
        NodeMeter meter,
        BooleanSupplier memoryShort) {

    ChatContext with(ChatSettings others) {
        return new ChatContext(others, broker, node, nanoTime, meter, memoryShort);
    }
}
