/**
 * The broker of a cluster: Redis gives each room its order, and Redis Pub/Sub carries its events to every node.
 *
 * <p>The way of an event: {@link io.chatka.internal.redis.RedisBroker#publish} puts a script call into the {@code Pipeline},
 * which sends all that has gathered in one flush; in Redis the script counts the room's {@code seq} and publishes the
 * finished bytes in an {@code Envelope}; every node that is subscribed gets it in {@code Subscriptions}, which tells
 * its listeners. Two {@code Link}s, one for commands and one for the subscriptions, are opened again whenever they are
 * lost. Nothing of the client library's own reconnecting is used: it would send publishes a second time, and it keeps
 * silent about a subscription that it could not renew.
 *
 * <p>One thread, the {@code Engine}'s, does everything but encoding: what belongs to a link, a subscription or the
 * pipeline is touched by it alone, unless a comment says otherwise.
 */
package io.chatka.internal.redis;
