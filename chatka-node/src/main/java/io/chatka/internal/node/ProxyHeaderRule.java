package io.chatka.internal.node;

import com.typesafe.config.Config;
import io.chatka.api.ConfigException;
import io.chatka.internal.config.AuthSettings;
import io.chatka.internal.transport.proxy.ProxySettings;

/** A header that names the user is believed only if a trusted proxy writes it. */
public final class ProxyHeaderRule {
    private ProxyHeaderRule() {}

    /** @throws ConfigException if a client could write the header itself */
    public static void require(Config config) {
        String key = AuthSettings.PROXY_HEADER.key();
        if (AuthSettings.PROXY_HEADER.in(config).isEmpty()) {
            return;
        }
        ProxySettings proxies = ProxySettings.read(config);
        if (proxies.trusted().isEmpty()) {
            throw new ConfigException(
                    key,
                    key + " is set, and no proxy is trusted; name the proxy in " + ProxySettings.TRUSTED.key()
                            + ", or leave " + key + " empty");
        }
        if (proxies.header() == ProxySettings.Header.PROXY_PROTOCOL) {
            throw new ConfigException(
                    key,
                    key
                            + " does not go with chatka.server.proxies.header = proxy-protocol, since such a proxy passes on"
                            + " its clients' headers; leave one of them out");
        }
    }
}
