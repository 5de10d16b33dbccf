/**
 * Containment of faults. A throwable ends only the connection, actor, listener or task that it came from: it
 * is caught at that boundary and {@linkplain io.chatka.internal.fault.FaultLog logged}, and the rest goes on.
 */
package io.chatka.internal.fault;
