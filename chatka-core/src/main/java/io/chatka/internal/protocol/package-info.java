/**
 * The wire protocol {@code chatka.v1}: from bytes to commands, and from the server's replies and events to bytes.
 *
 * <p>{@link io.chatka.internal.protocol.CommandDecoder} turns one text frame into one {@link io.chatka.internal.protocol.ClientCommand},
 * or refuses it with an {@link io.chatka.internal.protocol.ErrorCode} and a sentence that says what would be right.
 * {@link io.chatka.internal.protocol.Frames} writes every frame that the server sends. docs/protocol.md is the public contract.
 */
package io.chatka.internal.protocol;
