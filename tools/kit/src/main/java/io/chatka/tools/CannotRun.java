package io.chatka.tools;

/**
 * Something that the user can correct, or a fault of the environment. The message is one line and
 * says what to do.
 */
public final class CannotRun extends RuntimeException {
    private static final long serialVersionUID = 1;

    public CannotRun(String message) {
        super(message);
    }
}
