package io.chatka.internal.node;

import com.typesafe.config.Config;
import io.chatka.api.ConfigException;
import io.chatka.internal.config.AuthSettings;
import io.chatka.internal.transport.ListenSettings;
import io.chatka.internal.transport.proxy.ProxySettings;

/**
 * Whether somebody has decided about guests: a server that others can reach does not let them in by
 * default.
 */
public final class GuestsRule {
    private GuestsRule() {}

    /** @throws ConfigException if the server can be reached by others, and nobody has decided */
    public static void require(Config config) {
        if (AuthSettings.GUESTS.in(config) != AuthSettings.Guests.LOCAL) {
            return;
        }
        String host = ListenSettings.HOST.in(config);
        boolean behindProxy = !ProxySettings.TRUSTED.in(config).isEmpty();
        if (!isLoopback(host) || behindProxy) {
            throw new ConfigException(
                    AuthSettings.GUESTS.key(),
                    AuthSettings.GUESTS.key() + " is local, and "
                            + (behindProxy ? "the server trusts a proxy" : "the server listens at " + host)
                            + "; set it to on (whoever reaches the server may chat) or to off (each client needs a"
                            + " token, see chatka.auth.jwt)");
        }
    }

    public static boolean isLoopback(String host) {
        return host.startsWith("127.") || host.equals("localhost") || host.equals("::1");
    }
}
