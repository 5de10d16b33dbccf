package io.chatka.api;

/** The node did not do what it was asked to do, and nothing has changed. The message says why. */
public final class RefusedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final String code;

    /** @param code as in the {@code error} frames of docs/protocol.md, such as {@code not_found} */
    public RefusedException(String code, String message) {
        // No stack trace: the fault is in what was asked, and not in this program.
        super(message, null, false, false);
        this.code = code;
    }

    /** The {@code code} that the error frame would have, such as {@code not_found}. */
    public String code() {
        return code;
    }
}
