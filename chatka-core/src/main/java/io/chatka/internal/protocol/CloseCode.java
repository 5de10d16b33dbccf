package io.chatka.internal.protocol;

/**
 * Why the server closes a WebSocket: the number of the close frame (RFC 6455, section 7.4), its text
 * (at most 123 bytes, section 5.5), and whether the client should reconnect.
 */
public enum CloseCode {
    NORMAL(1000, "closed by the client", false),
    PROTOCOL_ERROR(1002, "WebSocket protocol error", false),
    BINARY(1003, "binary frames are not part of chatka.v1", false),
    BAD_UTF8(1007, "a text frame was not UTF-8", false),
    TOO_MANY_ERRORS(1008, "too many errors in a row", false),
    TOO_MANY_FRAGMENTS(1008, "a message in too many fragments", false),
    RATE(1008, "rate: more frames than allowed", false),
    TOO_BIG(1009, "a message over the size limit", false),
    INTERNAL(1011, "internal error", true),
    RESTART(1012, "the server is restarting", true),
    HELLO_TIMEOUT(4000, "no hello in time", true),
    HEARTBEAT(4001, "no answer to a ping", true),
    SLOW(4002, "reading too slowly", true),
    UNFINISHED(4003, "a message was not finished in time", true),
    EXPIRED(4004, "the token has expired", true),
    UNAUTHORIZED(4005, "unauthorized", false),
    DISCONNECTED(4006, "disconnected by an operator", true),
    REVOKED(4007, "revoked", false);

    private final int number;
    private final String text;
    private final boolean reconnects;

    CloseCode(int number, String text, boolean reconnects) {
        this.number = number;
        this.text = text;
        this.reconnects = reconnects;
    }

    public int number() {
        return number;
    }

    public String text() {
        return text;
    }

    /** Whether the client should reconnect. */
    public boolean reconnects() {
        return reconnects;
    }

    /** The name in {@code bye} frames and logs, such as {@code slow}. */
    public String wireName() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }
}
