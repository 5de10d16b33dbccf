package io.chatka.api;

/**
 * The node cannot listen at an address now, but may be able to later: another process has the port,
 * or the machine does not have the address yet. The message is one line that names the remedy.
 */
public final class ListenException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public ListenException(String message) {
        super(message);
    }
}
