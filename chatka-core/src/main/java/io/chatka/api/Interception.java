package io.chatka.api;

import java.util.Objects;

/** A {@link MessageInterceptor}'s decision. */
public sealed interface Interception {

    /** The node publishes the message unchanged. */
    static Interception allow() {
        return Allow.INSTANCE;
    }

    /**
     * The node does not publish the message; the sender gets the error {@code filtered}.
     *
     * @param message of the error, for the sender
     */
    static Interception deny(String message) {
        return new Deny(DenialCode.FILTERED, message);
    }

    /** Like {@link #deny(String)}, with another error code. */
    static Interception deny(DenialCode code, String message) {
        return new Deny(code, message);
    }

    /**
     * The node publishes another message of the same sender in its place. The limits of a message
     * apply.
     *
     * @param text null for none
     * @param data a JSON value; null for none. At least one of text and data has to be given
     */
    static Interception replace(String text, String data) {
        return new Replace(text, data);
    }

    /** A moderator decides about the message, as with the filter action {@code hold}. */
    static Interception hold() {
        return Hold.INSTANCE;
    }

    /** Only the sender and moderators get the message, and the sender does not notice. */
    static Interception shadow() {
        return Shadow.INSTANCE;
    }

    /** See {@link #hold}. */
    enum Hold implements Interception {
        INSTANCE
    }

    /** See {@link #shadow}. */
    enum Shadow implements Interception {
        INSTANCE
    }

    /** See {@link #allow}. */
    enum Allow implements Interception {
        INSTANCE
    }

    /** See {@link #deny}. */
    record Deny(DenialCode code, String message) implements Interception {
        public Deny {
            Objects.requireNonNull(code, "a denial has a code");
            Objects.requireNonNull(message, "a denial has a message for the sender");
        }
    }

    /** See {@link #replace}. */
    record Replace(String text, String data) implements Interception {}

    /** The {@code code} of the error that the sender gets. */
    enum DenialCode {
        /** The message is not allowed; the sender may say something else. */
        FILTERED,
        /** The sender is not allowed to speak. */
        FORBIDDEN
    }
}
