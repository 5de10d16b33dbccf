/**
 * TLS on the port that clients connect to.
 *
 * <pre>
 *   files ─▶ IdentityFiles ─▶ Identity ─▶ SslContext ─▶ an SslHandler in front of each new connection
 *              ▲ looked at every tls.check-every, off the event loops
 * </pre>
 *
 * <p>The arithmetic of handshakes is done by threads of its own as well: a thousand clients that come at once do not hold up those who
 * chat.
 */
package io.chatka.internal.transport.tls;
