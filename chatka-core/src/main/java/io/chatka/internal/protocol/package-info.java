/**
 * The wire protocol {@code chatka.v1}: from bytes to commands, and from the server's replies and
 * events to bytes.
 *
 * <p>{@link io.chatka.internal.protocol.CommandDecoder} turns one text frame into one {@link
 * io.chatka.internal.protocol.ClientCommand}, or refuses it with an {@link
 * io.chatka.internal.protocol.ErrorCode} and a sentence that says what would be right. {@link
 * io.chatka.internal.protocol.Frames} writes every frame that the server sends. docs/protocol.md is
 * the public contract.
 *
 * <p>The rules for texts and names are in {@link io.chatka.internal.protocol.MessageTexts},
 * {@link io.chatka.internal.protocol.UserNames} and {@link io.chatka.internal.protocol.RoomNames}.
 * {@link io.chatka.internal.protocol.PresenceNote} is no part of the protocol of clients: by it,
 * nodes tell each other who is in a room.
 */
package io.chatka.internal.protocol;
