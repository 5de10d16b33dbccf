package io.chatka.api;

import java.util.Objects;

/** A {@link MessageInterceptor}'s decision. */
public sealed interface Interception {

    /** The message is published as it was said. */
    static Interception allow() {
        return Allow.INSTANCE;
    }

    /**
     * The message is not published; the sender gets the error {@code filtered}.
     *
     * @param message for the sender
     */
    static Interception deny(String message) {
        return new Deny(DenialCode.FILTERED, message);
    }

    /** The same with a code. */
    static Interception deny(DenialCode code, String message) {
        return new Deny(code, message);
    }

    /**
     * Another message is published in its place, by the same sender, within the limits of a message.
     *
     * @param text null for none
     * @param data a JSON value; null for none. One of both has to be there
     */
    static Interception replace(String text, String data) {
        return new Replace(text, data);
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
        /** It is about the message: another one may be said. */
        FILTERED,
        /** It is about the sender. */
        FORBIDDEN
    }
}
