/**
 * The address of a client behind a proxy, as a trusted proxy names it by the PROXY protocol or by a
 * header.
 *
 * <p>There are two rules. The node believes only the peers that are listed, and only the one form
 * that is configured: a client may send the other forms itself, and the proxy may pass them on.
 */
package io.chatka.internal.transport.proxy;
