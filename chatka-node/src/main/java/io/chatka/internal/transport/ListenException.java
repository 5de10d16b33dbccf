package io.chatka.internal.transport;

/**
 * An address that cannot be listened at now, and may be later: its port is another one's, or the address is not this machine's yet.
 * The message is one line that names the remedy.
 */
public final class ListenException extends RuntimeException {
    private static final long serialVersionUID = 1;

    ListenException(String message) {
        super(message);
    }
}
