/**
 * The faults. A {@link io.chatka.verify.fault.Proxy} on every link, between clients and node and
 * between node and Redis, cuts, resets, delays, holds back and swallows. The processes of {@link
 * io.chatka.tools.Node}s and {@link io.chatka.verify.fault.Redis} are killed, frozen and restarted.
 * Nothing here knows clients or the ledger.
 */
package io.chatka.verify.fault;
