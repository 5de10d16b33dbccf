package io.chatka.internal.protocol;

/**
 * Who a connection speaks for.
 *
 * @param id unique; never reused for somebody else
 * @param name checked by {@link UserNames}
 * @param role {@code guest}
 */
public record User(String id, String name, String role) {}
