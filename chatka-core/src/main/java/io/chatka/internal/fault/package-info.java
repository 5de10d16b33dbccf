/**
 * Containment of faults. A throwable ends only the connection, actor, listener or task that it came
 * from. That boundary catches and {@linkplain io.chatka.internal.fault.FaultLog logs} it, and the
 * rest of the node goes on.
 */
package io.chatka.internal.fault;
