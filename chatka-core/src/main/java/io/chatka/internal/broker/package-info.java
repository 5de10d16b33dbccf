/**
 * What connects nodes: a {@link io.chatka.internal.broker.Broker} with two ports.
 *
 * <p>{@link io.chatka.internal.broker.RoomBroker} carries a room's messages from the speaker's node
 * to every node with members. It takes a {@link io.chatka.internal.broker.Publication}, encoded
 * once, and in one atomic step gives it the room's next place and publishes it. Every subscribed
 * node gets the {@link io.chatka.internal.broker.Event}, in the same order and as the same bytes. A
 * message reaches members in no other way, not even on a single node.
 *
 * <p>{@link io.chatka.internal.broker.NodeChannel} carries the nodes' notes to each other, each on
 * a {@link io.chatka.internal.broker.Topic}: the state of nodes, who is in a room, a node's echo.
 *
 * <p>The embedded broker of a single node is here; the one over Redis is in {@code chatka-redis}.
 */
package io.chatka.internal.broker;
