/**
 * Compression of messages (RFC 7692, {@code permessage-deflate}), where it is switched on and a client offers it.
 *
 * <p>Every message is compressed on its own, in both directions: no context is taken over from one message to the next. So what a room's members get
 * is compressed once for all of them, and no connection holds a window. docs/adr/007-compression.md says what that costs.
 */
package io.chatka.internal.transport.deflate;
