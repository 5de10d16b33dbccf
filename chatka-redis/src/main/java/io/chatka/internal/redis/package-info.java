/**
 * The broker of a cluster: Redis gives each room its order, and Redis Pub/Sub carries its events to
 * every node.
 *
 * <p>The way of an event: {@code RedisRooms} publishes it by {@code RoomScripts}, which puts the
 * call of a script into the {@code Pipeline}. That sends all calls that wait, in one flush. In
 * Redis the script counts the room's {@code seq} and publishes the finished bytes in an
 * {@code Envelope}. On every node that is subscribed, {@code Incoming} finds the channel's
 * {@code TopicFeed} and calls its listeners. A note takes the same way without a script:
 * {@code RedisNodeChannel}, {@code Pipeline}, {@code Incoming}.
 *
 * <p>{@code Subscriptions} makes the subscriptions in Redis agree with the listeners, and
 * {@code PositionCheck} finds lost events even if no later event shows that they are missing. Two
 * {@code Link}s, one for commands and one for subscriptions, reconnect whenever they are lost. The
 * client library does not reconnect: it would send publications a second time, and it does not
 * report a subscription that it could not renew.
 *
 * <p>One thread, the {@code Engine}'s, sends, receives and decides; comments call it the loop. Only
 * it touches the state of links, subscriptions and the pipeline, unless a comment says otherwise.
 * {@code RedisBroker} notices that Redis is lost or back and tells the other parts.
 */
package io.chatka.internal.redis;
