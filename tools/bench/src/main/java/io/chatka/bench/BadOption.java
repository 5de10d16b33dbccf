package io.chatka.bench;

/** Something that the user can correct. The message is one line and says what would be right. */
final class BadOption extends RuntimeException {
    private static final long serialVersionUID = 1;

    BadOption(String message) {
        super(message);
    }
}
