package io.chatka.internal.actor;

import io.chatka.api.Authentication;
import io.chatka.api.User;

/**
 * Whom a session acts for, and for how long.
 *
 * @param token null if the user may stay for ever
 */
record Identity(User user, Authentication.Token token) {}
