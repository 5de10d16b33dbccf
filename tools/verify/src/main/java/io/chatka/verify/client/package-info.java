/**
 * Many clients of {@code chatka.v1} on one event loop. A {@link io.chatka.verify.client.Client} is a user: it joins rooms,
 * speaks, comes back after every disconnect with what it last saw, and sends again with the same key what was not acked.
 * What it does and gets goes into the ledger; {@link io.chatka.verify.client.Traffic} has it do things at random, a
 * {@link io.chatka.verify.client.Mutator} spoils on purpose what comes to it. Everything here runs in the event loop of
 * the {@link io.chatka.verify.client.World}, except where it says otherwise.
 */
package io.chatka.verify.client;
