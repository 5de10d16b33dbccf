package io.chatka.internal.actor;

import io.chatka.api.User;

/**
 * The keys by which the broker recognises repeated messages. Each user has keys of its own, so that
 * nobody can make another user's message count as sent. A guest keeps its id, and so its keys, by its
 * token.
 */
final class MessageKeys {
    private static final String OF_USER = "u ";

    private MessageKeys() {}

    /** @param key as the client chose it, without spaces; null for none */
    static String scoped(User sender, String key) {
        return key == null ? null : OF_USER + sender.id() + ' ' + key;
    }
}
