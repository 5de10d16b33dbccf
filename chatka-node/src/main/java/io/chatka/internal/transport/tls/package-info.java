/**
 * TLS on the port that clients connect to.
 *
 * <pre>
 *   files ─▶ IdentityFiles ─▶ Identity ─▶ SslContext ─▶ an SslHandler in front of each new connection
 *              ▲ checked every tls.check-every, off the event loops
 * </pre>
 *
 * <p>Threads of this package also compute the handshakes, so that a thousand clients that connect at
 * once do not delay those that chat.
 */
package io.chatka.internal.transport.tls;
