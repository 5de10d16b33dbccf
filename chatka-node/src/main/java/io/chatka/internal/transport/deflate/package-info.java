/**
 * Compression of messages (RFC 7692, {@code permessage-deflate}), where it is switched on and a
 * client offers it.
 *
 * <p>Every message is compressed on its own, in both directions, without a context from earlier
 * ones. So a message is compressed once for all members of a room, and no connection holds a
 * window. docs/adr/007-compression.md says what that costs.
 */
package io.chatka.internal.transport.deflate;
