package io.chatka.api;

/**
 * The user that a connection acts for. The rules are for users that an {@link Authenticator}
 * accepts; the node makes up ids of guests, which begin with {@code g-}.
 *
 * @param id unique, and never given to anybody else: 1 to 128 bytes of UTF-8 without control
 *     characters, without spaces around it, and beginning neither with {@code g-} nor with
 *     {@code api:}
 * @param name as others see it, with the rules of names in {@code hello}
 * @param role {@code guest}, or what the authenticator says: 1 to 32 of a to z, 0 to 9, _ and -.
 *     {@code moderator} and {@code admin} have the rights that docs/protocol.md lists
 * @param avatar the address of a picture, for the user itself and for lists of members; null for
 *     none
 * @param grants what the user may do in which rooms; null for what its role may do everywhere
 */
public record User(String id, String name, String role, String avatar, Grants grants) {
    /** A user without a picture, who may do what the role may do. */
    public User(String id, String name, String role) {
        this(id, name, role, null, null);
    }
}
