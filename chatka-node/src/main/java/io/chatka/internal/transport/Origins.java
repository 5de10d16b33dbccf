package io.chatka.internal.transport;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Pages that may connect, besides those of the server itself: {@code chatka.server.allowed-origins}. Immutable.
 *
 * @param all whether any page may
 * @param exact those that are named
 * @param below whose subdomains may, at any depth, but not the domain itself
 */
record Origins(boolean all, Set<Origin> exact, Set<Origin> below) {
    private static final String ALL = "*";

    Origins {
        exact = Set.copyOf(exact);
        below = Set.copyOf(below);
    }

    /** @throws IllegalArgumentException if one of them can never fit a page; the message names it, and what would be right */
    static Origins of(List<String> entries) {
        Set<Origin> exact = new HashSet<>();
        Set<Origin> below = new HashSet<>();
        boolean all = false;
        for (String entry : entries) {
            if (entry.equals(ALL)) {
                all = true;
            } else {
                OriginEntry parsed = OriginEntry.parse(entry);
                (parsed.subdomains() ? below : exact).add(parsed.origin());
            }
        }
        return new Origins(all, exact, below);
    }

    /** Browsers say which page connects; whatever says nothing is no browser. */
    boolean mayConnect(HttpHeaders headers) {
        List<String> sent = headers.getAll(HttpHeaderNames.ORIGIN);
        if (sent.isEmpty() || all) {
            return true;
        }
        Origin origin = sent.size() > 1 ? null : Origin.of(sent.get(0));
        return origin != null && (origin.isOf(headers.get(HttpHeaderNames.HOST, "")) || isAllowed(origin));
    }

    /** The origin that may read what is served here although it is another one, as it was sent; null for none. */
    String mayRead(HttpHeaders headers) {
        List<String> sent = headers.getAll(HttpHeaderNames.ORIGIN);
        Origin origin = sent.size() == 1 ? Origin.of(sent.get(0)) : null;
        return origin != null && (all || isAllowed(origin)) ? sent.get(0) : null;
    }

    private boolean isAllowed(Origin origin) {
        return exact.contains(origin) || (!below.isEmpty() && isBelow(origin));
    }

    private boolean isBelow(Origin origin) {
        for (int dot = origin.host().indexOf('.'); dot > 0; dot = origin.host().indexOf('.', dot + 1)) {
            String parent = origin.host().substring(dot + 1);
            if (below.contains(new Origin(origin.scheme(), parent, origin.port()))) {
                return true;
            }
        }
        return false;
    }
}
