package io.chatka.broker;

/** The broker cannot be reached, or did not answer in time. Trying again later can help. */
public final class BrokerUnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public BrokerUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
