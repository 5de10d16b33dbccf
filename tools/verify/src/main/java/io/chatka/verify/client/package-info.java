/**
 * Many clients of {@code chatka.v1} on one event loop. A {@link io.chatka.verify.client.Client} is
 * a user: it joins rooms, speaks, reconnects after every disconnect with its last place in each
 * room, and resends unacked messages with the same key. It reports all of that to the ledger.
 * {@link io.chatka.verify.client.Traffic} makes it act at random. {@link
 * io.chatka.verify.client.Moderation} has moderators act against them. A {@link
 * io.chatka.verify.client.Mutator} changes what it gets, to test the checker itself. Everything
 * here runs in the event loop of the {@link io.chatka.verify.client.World}, except where it says
 * otherwise.
 */
package io.chatka.verify.client;
