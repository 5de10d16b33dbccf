package io.chatka.internal.broker;

/** The broker cannot be used: it cannot be reached, did not answer in time, or refused. */
public final class BrokerUnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final boolean lasting;

    /** What may pass: trying again later can help. */
    public BrokerUnavailableException(String message, Throwable cause) {
        this(message, cause, false);
    }

    private BrokerUnavailableException(String message, Throwable cause, boolean lasting) {
        super(message, cause);
        this.lasting = lasting;
    }

    /** What stays as it is until somebody changes a setting. */
    public static BrokerUnavailableException lasting(String message, Throwable cause) {
        return new BrokerUnavailableException(message, cause, true);
    }

    public boolean isLasting() {
        return lasting;
    }
}
