package io.chatka.internal.transport;

import io.chatka.internal.protocol.DomainNames;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An entry of {@code chatka.server.allowed-origins}: an origin, or one with {@code *.} before its
 * host for its subdomains. Turned into the form that browsers send. An entry that no page can match
 * is refused: otherwise its pages would be refused, and nobody would see why.
 */
record OriginEntry(Origin origin, boolean subdomains) {
    private static final Pattern PARTS =
            Pattern.compile("([a-z][a-z0-9+.-]*)://(\\[[^\\]]*]|[^/?#@:\\[\\]]*)(:[^/?#@]*)?(.*)");
    private static final Pattern LABELS =
            Pattern.compile("[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?(\\.[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?)*");
    private static final Pattern NUMERIC_END = Pattern.compile("(.*\\.)?(\\d+|0x[0-9a-f]*)");
    private static final String WILDCARD = "*.";

    /**
     * @throws IllegalArgumentException if no page can match it; the message names it and a valid
     *     form
     */
    static OriginEntry parse(String entry) {
        String lower = entry.toLowerCase(Locale.ROOT);
        Origin special = Origin.of(lower);
        if (special == Origin.NULL || special == Origin.FILE) {
            return new OriginEntry(special, false);
        }
        if (entry.isBlank() || entry.chars().anyMatch(c -> c == ',' || Character.isWhitespace(c))) {
            throw refused(entry, "each origin is a text of its own: [\"https://a.example\", \"https://b.example\"]");
        }
        Matcher parts = PARTS.matcher(lower);
        if (!parts.matches()) {
            throw refused(
                    entry,
                    lower.contains("@") || lower.contains("://")
                            ? "an origin is a scheme, a host and, if need be, a port: \"https://chat.example.com\""
                            : "it has no scheme; write \"https://" + lower + "\"");
        }
        return parse(
                entry, parts.group(1), parts.group(2), parts.group(3) == null ? "" : parts.group(3), parts.group(4));
    }

    private static OriginEntry parse(String entry, String scheme, String host, String port, String rest) {
        if (rest.contains("@")) {
            throw refused(entry, "an origin names no user; write \"" + scheme + "://\" and the host");
        }
        if (!rest.isEmpty()) {
            throw refused(
                    entry, "an origin has no path, not even a slash; write \"" + scheme + "://" + host + port + "\"");
        }
        if (scheme.equals("ws") || scheme.equals("wss")) {
            String page = scheme.replace("ws", "http");
            throw refused(entry, "it is the page whose origin counts; write \"" + page + "://" + host + port + "\"");
        }
        boolean subdomains = host.startsWith(WILDCARD);
        String name = subdomains ? host.substring(WILDCARD.length()) : host;
        if (name.contains("*")) {
            throw refused(
                    entry,
                    "a * stands for whole subdomains at the beginning: \"" + scheme
                            + "://*.example.com\"; \"*\" alone is for all pages");
        }
        boolean web = scheme.equals("http") || scheme.equals("https");
        Origin origin = Origin.of(scheme + "://" + (web ? canonical(entry, name) : name) + port);
        if (origin == null) {
            throw refused(
                    entry,
                    name.isEmpty()
                            ? "it has no host; write \"" + scheme + "://chat.example.com\""
                            : "its port is not a number from 1 to 65535; leave it out for the scheme's own");
        }
        if (subdomains
                && (origin.host().startsWith("[")
                        || isNumeric(origin.host())
                        || (!origin.host().contains(".") && !origin.host().equals("localhost")))) {
            throw refused(
                    entry,
                    "it would be for all hosts below \"" + name + "\"; name a domain of your own: \"" + scheme
                            + "://*.example.com\"");
        }
        return new OriginEntry(origin, subdomains);
    }

    /** As browsers write it. */
    private static String canonical(String entry, String host) {
        if (host.startsWith("[")) {
            byte[] address = NetUtil.createByteArrayFromIpAddressString(host.substring(1, host.length() - 1));
            if (address != null && address.length == 16) {
                return "[" + text(address) + "]";
            }
            throw refused(entry, "its IPv6 address is not valid; write one such as \"http://[::1]\"");
        }
        DomainNames.Ascii name = DomainNames.ascii(host);
        String ascii = name.text();
        if (isNumeric(ascii)) {
            byte[] address = NetUtil.createByteArrayFromIpAddressString(ascii);
            if (address == null || !ascii.equals(text(address))) {
                throw refused(entry, "browsers write an IPv4 address as four numbers: \"http://127.0.0.1\"");
            }
            return ascii;
        }
        if (!host.isEmpty() && (!name.valid() || !LABELS.matcher(ascii).matches())) {
            throw refused(entry, "\"" + host + "\" is not a host name; write one such as \"chat.example.com\"");
        }
        return ascii;
    }

    private static boolean isNumeric(String host) {
        return NUMERIC_END.matcher(host).matches();
    }

    private static String text(byte[] address) {
        try {
            return NetUtil.toAddressString(InetAddress.getByAddress(address));
        } catch (UnknownHostException neither4Nor16) {
            throw new IllegalStateException(neither4Nor16);
        }
    }

    private static IllegalArgumentException refused(String entry, String right) {
        return new IllegalArgumentException(Printable.visibly("\"" + entry + "\" can be no page's origin: " + right));
    }
}
