package io.chatka.internal.protocol;

/** Every {@code code} of an {@code error} frame. docs/protocol.md has the same table, and a test compares them. */
public enum ErrorCode {
    BAD_JSON(false),
    BAD_FIELD(false),
    UNKNOWN_TYPE(false),
    BAD_ROOM(false),
    BAD_NAME(false),
    BAD_TEXT(false),
    TOO_LONG(false),
    UNAUTHORIZED(false),
    ALREADY_IDENTIFIED(false),
    NOT_JOINED(false),
    FORBIDDEN(false),
    NOT_FOUND(false),
    MUTED(false),
    BANNED(false),
    SLOW_MODE(true),
    CLOSED(false),
    FILTERED(false),
    TOO_MANY_ROOMS(false),
    RATE_LIMITED(true),
    UNAVAILABLE(true),
    INTERNAL(true);

    private final boolean retryable;

    ErrorCode(boolean retryable) {
        this.retryable = retryable;
    }

    /** Whether the same command may succeed later. */
    public boolean retryable() {
        return retryable;
    }

    /** The name in frames, such as {@code bad_json}. */
    public String wireName() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }
}
