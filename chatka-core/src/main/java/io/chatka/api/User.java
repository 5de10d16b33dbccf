package io.chatka.api;

/**
 * The user that a connection acts for.
 *
 * @param id unique; never given to anybody else
 * @param name as others see it
 * @param role {@code guest}, or what the application's {@code Authenticator} says
 */
public record User(String id, String name, String role) {}
