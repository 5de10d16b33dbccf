package io.chatka.internal.transport.deflate;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Answers what clients offer in {@code Sec-WebSocket-Extensions} (RFC 7692, section 7.1). */
public final class DeflateOffers {
    private static final String NAME = "permessage-deflate";

    /**
     * Neither side keeps a context between messages. Clients have to accept the second parameter
     * even if they did not offer it.
     */
    private static final String ANSWER = NAME + "; server_no_context_takeover; client_no_context_takeover";

    private static final String WINDOW = "server_max_window_bits";
    private static final String LARGEST_WINDOW = "15";

    private DeflateOffers() {}

    /**
     * The value to answer with, or null if nothing that is offered can be accepted: then messages
     * are not compressed.
     *
     * @param headers all values of the header, the client's favourite first
     */
    public static String answer(List<String> headers) {
        for (String header : headers) {
            for (String offer : header.split(",")) {
                String answer = answer(offer);
                if (answer != null) {
                    return answer;
                }
            }
        }
        return null;
    }

    private static String answer(String offer) {
        String[] parts = offer.split(";", -1);
        if (!parts[0].trim().toLowerCase(Locale.ROOT).equals(NAME)) {
            return null;
        }
        boolean windowAsked = false;
        Set<String> names = new HashSet<>();
        for (int i = 1; i < parts.length; i++) {
            int equals = parts[i].indexOf('=');
            String name = (equals < 0 ? parts[i] : parts[i].substring(0, equals)).trim();
            String value =
                    equals < 0 ? null : unquoted(parts[i].substring(equals + 1).trim());
            if (!names.add(name) || !acceptable(name, value)) {
                return null;
            }
            windowAsked |= name.equals(WINDOW);
        }
        return windowAsked ? ANSWER + "; " + WINDOW + "=" + LARGEST_WINDOW : ANSWER;
    }

    /**
     * The JDK compresses with the largest window only, so an offer that asks for a smaller one is
     * declined.
     */
    private static boolean acceptable(String name, String value) {
        return switch (name) {
            case "server_no_context_takeover", "client_no_context_takeover" -> value == null;
            case WINDOW -> LARGEST_WINDOW.equals(value);
            case "client_max_window_bits" -> value == null || value.matches("[89]|1[0-5]");
            default -> false;
        };
    }

    private static String unquoted(String value) {
        boolean quoted = value.length() > 1 && value.startsWith("\"") && value.endsWith("\"");
        return quoted ? value.substring(1, value.length() - 1) : value;
    }
}
