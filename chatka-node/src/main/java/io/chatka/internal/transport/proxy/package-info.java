/**
 * Who the client is when a proxy stands in between: its address as a proxy that is trusted tells it, by the PROXY protocol or by a header.
 *
 * <p>There are two rules. Only peers that are listed are believed, and only in the one way that is set: what a proxy passes on
 * of its client's own bytes can look like the other ways.
 */
package io.chatka.internal.transport.proxy;
