package io.chatka.internal.transport.proxy;

import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads {@code X-Forwarded-For} and {@code Forwarded} (RFC 7239): the addresses that a request came
 * through, the client's first.
 */
final class ForwardedHeaders {
    /**
     * One {@code for} with its value, quoted or not; or anything else up to the next separator,
     * quoted strings whole.
     */
    private static final Pattern PAIR = Pattern.compile(
            "\\s*(?:(?i:for)\\s*=\\s*(?:\"([^\"\\\\]*)\"|([^\\s\",;]+))\\s*|((?:[^\",;]|\"(?:[^\"\\\\]|\\\\.)*+\")*+))([,;]|$)");

    private ForwardedHeaders() {}

    /** An entry that is not an address becomes null; the entries to its left cannot be trusted. */
    static List<InetAddress> xForwardedFor(HttpHeaders headers) {
        List<InetAddress> addresses = new ArrayList<>();
        for (String header : headers.getAll("x-forwarded-for")) {
            for (String node : header.split(",", -1)) {
                addresses.add(address(node.trim()));
            }
        }
        return addresses;
    }

    /** As {@link #xForwardedFor}. */
    static List<InetAddress> forwarded(HttpHeaders headers) {
        List<InetAddress> addresses = new ArrayList<>();
        for (String header : headers.getAll("forwarded")) {
            Matcher pair = PAIR.matcher(header);
            InetAddress node = null;
            int end = 0;
            while (end < header.length() && pair.find(end) && pair.start() == end) {
                String value = pair.group(1) != null ? pair.group(1) : pair.group(2);
                node = value != null ? address(value) : node;
                end = pair.end();
                if (!pair.group(4).equals(";")) {
                    addresses.add(node);
                    node = null;
                }
            }
            if (end < header.length()) {
                addresses.add(null);
            }
        }
        return addresses;
    }

    /**
     * The address in {@code 192.0.2.1}, {@code 192.0.2.1:4711}, {@code 2001:db8::1} or {@code
     * [2001:db8::1]:4711}; null for anything else.
     */
    private static InetAddress address(String node) {
        String host = node;
        int colon = node.lastIndexOf(':');
        if (node.startsWith("[")) {
            int bracket = node.indexOf(']');
            host = bracket < 0 ? "" : node.substring(1, bracket);
        } else if (colon >= 0 && colon == node.indexOf(':')) {
            host = node.substring(0, colon);
        }
        return address(NetUtil.createByteArrayFromIpAddressString(host));
    }

    /** @param bytes null for none */
    private static InetAddress address(byte[] bytes) {
        try {
            return bytes == null ? null : InetAddress.getByAddress(bytes);
        } catch (UnknownHostException neither4Nor16) {
            return null;
        }
    }
}
