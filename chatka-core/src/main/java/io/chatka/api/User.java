package io.chatka.api;

/**
 * The user that a connection acts for. The rules are for users that an {@link Authenticator}
 * accepts; the node makes up ids of guests, which begin with {@code g-}.
 *
 * @param id unique, and never given to anybody else: 1 to 128 bytes of UTF-8 without control
 *     characters, without spaces around it, and not beginning with {@code g-}
 * @param name as others see it, with the rules of names in {@code hello}
 * @param role {@code guest}, or what the authenticator says: 1 to 32 of a to z, 0 to 9, _ and -
 */
public record User(String id, String name, String role) {}
