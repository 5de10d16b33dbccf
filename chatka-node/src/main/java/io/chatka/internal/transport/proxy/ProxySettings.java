package io.chatka.internal.transport.proxy;

import static io.chatka.internal.setting.Kind.oneOf;
import static io.chatka.internal.setting.Kind.texts;

import com.typesafe.config.Config;
import io.chatka.internal.setting.Section;
import io.chatka.internal.setting.Setting;
import java.net.InetAddress;
import java.util.List;
import java.util.Locale;

/**
 * Which peers are trusted proxies, and how they name their clients.
 *
 * @param trusted empty for none
 */
public record ProxySettings(List<AddressRange> trusted, Header header) {
    /** Where a proxy names its client. */
    public enum Header {
        /**
         * Before the first byte of the client and of TLS; version 1 or 2 of haproxy.org's
         * proxy-protocol.txt.
         */
        PROXY_PROTOCOL,
        X_FORWARDED_FOR,
        /** RFC 7239. */
        FORWARDED;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    public static final Section PROXIES = new Section("Proxies", "chatka.server.proxies");

    public static final Setting<List<AddressRange>> TRUSTED = PROXIES.setting(
                    "trusted",
                    "[]",
                    texts().map(ProxySettings::ranges)
                            .wanted("a list of addresses and networks, such as [\"10.0.0.0/8\", \"::1\"]"))
            .means("Addresses and networks of proxies that the node believes, such as `[\"10.0.0.0/8\", \"::1\"]`; it"
                    + " ignores what any other peer says of its client.");
    private static final Setting<Header> HEADER = PROXIES.setting("header", "x-forwarded-for", oneOf(Header.class))
            .means("Where they name their client: `forwarded` is RFC 7239; `proxy-protocol` is version 1 or 2, and"
                    + " the node closes their connections that do not begin with it.");

    /** @throws io.chatka.api.ConfigException if a setting cannot be used */
    public static ProxySettings read(Config config) {
        return new ProxySettings(TRUSTED.in(config), HEADER.in(config));
    }

    /** Whether what this peer says of its client is believed. */
    boolean trusts(InetAddress peer) {
        for (AddressRange range : trusted) {
            if (range.contains(peer)) {
                return true;
            }
        }
        return false;
    }

    private static List<AddressRange> ranges(List<String> texts) {
        return texts.stream().map(text -> AddressRange.parse(text.trim())).toList();
    }
}
