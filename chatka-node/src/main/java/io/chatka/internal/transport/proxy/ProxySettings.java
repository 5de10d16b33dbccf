package io.chatka.internal.transport.proxy;

import com.typesafe.config.Config;
import io.chatka.api.ConfigException;
import io.chatka.internal.config.Reader;
import java.net.InetAddress;
import java.util.List;
import java.util.Locale;

/**
 * Which peers are proxies, and how they tell whom they speak for.
 *
 * @param trusted empty for none
 */
public record ProxySettings(List<AddressRange> trusted, Header header) {
    /** Where a proxy says its client's address. */
    public enum Header {
        /** Before the first byte of the client, and of TLS: version 1 or 2, as haproxy.org's proxy-protocol.txt has it. */
        PROXY_PROTOCOL,
        X_FORWARDED_FOR,
        /** RFC 7239. */
        FORWARDED
    }

    private static final String WANTED = "one of x-forwarded-for, forwarded, proxy-protocol";

    /** @throws ConfigException if a setting cannot be used */
    public static ProxySettings read(Config root) {
        Reader proxies = new Reader(root, "chatka.server.proxies");
        return new ProxySettings(
                proxies.strings("trusted").stream()
                        .map(text -> range(text, proxies))
                        .toList(),
                header(proxies));
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

    private static AddressRange range(String text, Reader proxies) {
        try {
            return AddressRange.parse(text.trim());
        } catch (IllegalArgumentException noRange) {
            throw proxies.bad("trusted", "a list of addresses and networks, such as [\"10.0.0.0/8\", \"::1\"]");
        }
    }

    private static Header header(Reader proxies) {
        String name = proxies.string("header");
        for (Header header : Header.values()) {
            if (header.name().toLowerCase(Locale.ROOT).replace('_', '-').equals(name)) {
                return header;
            }
        }
        throw proxies.bad("header", WANTED);
    }
}
