package io.chatka.api;

/**
 * The node cannot use the broker: it cannot reach it, got no answer in time, or was refused. The
 * message names the remedy.
 */
public final class BrokerUnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final boolean lasting;

    /** A failure that may pass: a later attempt can succeed. */
    public BrokerUnavailableException(String message, Throwable cause) {
        this(message, cause, false);
    }

    private BrokerUnavailableException(String message, Throwable cause, boolean lasting) {
        super(message, cause);
        this.lasting = lasting;
    }

    /** A failure that lasts until somebody changes a setting. */
    public static BrokerUnavailableException lasting(String message, Throwable cause) {
        return new BrokerUnavailableException(message, cause, true);
    }

    /** Whether retries fail until somebody changes a setting. */
    public boolean isLasting() {
        return lasting;
    }
}
