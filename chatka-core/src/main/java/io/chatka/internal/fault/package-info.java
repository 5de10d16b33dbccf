/**
 * What is done with a throwable that must not end more than the one thing that it came from: it is caught at the boundary
 * between one connection, actor, listener or task and the next, {@linkplain io.chatka.internal.fault.FaultLog logged}, and the rest
 * goes on.
 */
package io.chatka.internal.fault;
