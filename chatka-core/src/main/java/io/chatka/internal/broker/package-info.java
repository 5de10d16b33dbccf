/**
 * What carries a room's messages from the node that a speaker is on to every node that has members of the room.
 *
 * <p>A {@link io.chatka.internal.broker.Publication} goes in, encoded once; the broker gives it the room's next place in one
 * atomic step with publishing it; an {@link io.chatka.internal.broker.Event} comes out at every subscribed node, in the same
 * order and as the same bytes. There is no other way for a message to reach a member, not even on one node.
 */
package io.chatka.internal.broker;
