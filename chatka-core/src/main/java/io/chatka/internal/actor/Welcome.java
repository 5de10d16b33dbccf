package io.chatka.internal.actor;

import io.chatka.api.User;
import io.chatka.internal.config.ChatSettings;
import io.chatka.internal.protocol.Frames;

/** What a client gets when its session opens. */
final class Welcome {
    private Welcome() {}

    /** @param expires in how many milliseconds the session's token expires; -1 for never */
    static byte[] frame(Client client, String session, User user, long expires) {
        String guest = user.role().equals(Identities.GUEST_ROLE)
                ? client.chat.cluster().guests().tokenOf(user)
                : null;
        return Frames.welcome(session, user, expires, guest, terms(client.chat.settings()));
    }

    private static Frames.Terms terms(ChatSettings settings) {
        return new Frames.Terms(
                settings.heartbeat().interval().toMillis(),
                settings.heartbeat().timeout().toMillis(),
                settings.limits().text(),
                settings.limits().data(),
                settings.limits().frame(),
                settings.limits().rooms(),
                settings.history().keyWindow().toMillis());
    }
}
