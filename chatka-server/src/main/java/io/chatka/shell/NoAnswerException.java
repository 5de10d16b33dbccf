package io.chatka.shell;

/** The admin port does not answer now, but may later. The message is one line with the remedy. */
public final class NoAnswerException extends RuntimeException {
    private static final long serialVersionUID = 1;

    NoAnswerException(String message, Throwable cause) {
        super(message, cause);
    }
}
