package io.chatka.internal.transport;

import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The origin of a page, as browsers send it (RFC 6454, section 6.2): in lower case, and without the
 * port if it is the scheme's own.
 *
 * @param host as browsers send it: international names in punycode; empty for {@code null} and
 *     {@code file://}
 * @param port -1 for the scheme's own
 */
record Origin(String scheme, String host, int port) {
    /** What browsers send for pages without an origin: files, sandboxed frames, some redirects. */
    static final Origin NULL = new Origin("null", "", -1);

    /** What some browsers inside of applications send for files. */
    static final Origin FILE = new Origin("file", "", -1);

    private static final Map<String, Integer> PORTS = Map.of("http", 80, "https", 443);
    private static final Pattern FORM =
            Pattern.compile("([a-z][a-z0-9+.-]*)://([^/?#@\\s:\\[\\]]+|\\[[0-9a-f:.]+])(?::([0-9]{1,5}))?");

    /** Null if the text is not an origin. */
    static Origin of(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        if (lower.equals("null")) {
            return NULL;
        }
        if (lower.equals("file://")) {
            return FILE;
        }
        Matcher form = FORM.matcher(lower);
        return form.matches() ? of(form.group(1), form.group(2), form.group(3)) : null;
    }

    private static Origin of(String scheme, String host, String port) {
        int number = port == null ? -1 : Integer.parseInt(port);
        if (port != null && (number < 1 || number > 65535)) {
            return null;
        }
        return new Origin(scheme, host, PORTS.getOrDefault(scheme, -1) == number ? -1 : number);
    }

    /** Whether the server itself has this origin, by the request's {@code Host}. */
    boolean isOf(String hostHeader) {
        return !host.isEmpty() && equals(of(scheme + "://" + hostHeader));
    }

    @Override
    public String toString() {
        return this == NULL ? "null" : scheme + "://" + host + (port < 0 ? "" : ":" + port);
    }
}
