/**
 * What is done to the servers: a {@link io.chatka.verify.fault.Proxy} on every link, between clients and node and between
 * node and Redis, that cuts, resets, delays, holds back and swallows; and the processes of
 * {@link io.chatka.tools.Node}s and {@link io.chatka.verify.fault.Redis}, which are killed, frozen and started
 * again. Knows nothing of clients and of the ledger.
 */
package io.chatka.verify.fault;
