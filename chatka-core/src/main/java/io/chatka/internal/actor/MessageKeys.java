package io.chatka.internal.actor;

import io.chatka.api.User;

/**
 * The keys by which the broker recognises repeated messages. Each user has keys of its own, so that
 * nobody can make another user's message count as sent.
 *
 * <p>All guests share theirs: a guest that reconnects may have another id, and repeats the messages
 * that it has no answer for.
 */
final class MessageKeys {
    private static final String OF_GUESTS = "g ";
    private static final String OF_USER = "u ";

    private MessageKeys() {}

    /** @param key as the client chose it, without spaces; null for none */
    static String scoped(User sender, String key) {
        if (key == null) {
            return null;
        }
        return sender.role().equals(Identities.GUEST_ROLE) ? OF_GUESTS + key : OF_USER + sender.id() + ' ' + key;
    }
}
