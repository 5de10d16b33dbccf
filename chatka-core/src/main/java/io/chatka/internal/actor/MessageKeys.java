package io.chatka.internal.actor;

import io.chatka.api.User;
import java.util.Objects;

/**
 * The keys by which the broker recognises repeated messages. Each user has keys of its own, so that
 * nobody can make another user's message count as sent.
 *
 * <p>A guest that reconnects without its token is another user, and repeats the messages that it has
 * no answer for. So for guests a key belongs to the message's content: another guest's message with
 * the same key is another message.
 */
final class MessageKeys {
    private static final String OF_GUESTS = "g ";
    private static final String OF_USER = "u ";

    private MessageKeys() {}

    /** @param said with a key as the client chose it, without spaces; null for none */
    static String scoped(User sender, ChatRoomActor.Say said) {
        if (said.key() == null) {
            return null;
        }
        return sender.role().equals(Identities.GUEST_ROLE)
                ? OF_GUESTS + Integer.toHexString(Objects.hash(said.text(), said.data())) + ' ' + said.key()
                : OF_USER + sender.id() + ' ' + said.key();
    }
}
