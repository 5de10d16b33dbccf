package io.chatka.internal.transport;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Pages that may connect, besides those of the server itself: {@code
 * chatka.server.allowed-origins}. Immutable.
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

    /**
     * @throws IllegalArgumentException if no page can match one of them; the message names it and a
     *     valid form
     */
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

    /**
     * Whether the client may connect. Browsers always send the origin of their page; other clients
     * need none.
     */
    boolean mayConnect(HttpHeaders headers) {
        List<String> sent = headers.getAll(HttpHeaderNames.ORIGIN);
        if (sent.isEmpty() || all) {
            return true;
        }
        Origin origin = sent.size() > 1 ? null : Origin.of(sent.get(0));
        return origin != null && (origin.isOf(headers.get(HttpHeaderNames.HOST, "")) || isAllowed(origin));
    }

    /** The request's origin, as it was sent, if its pages may read responses (CORS); else null. */
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
