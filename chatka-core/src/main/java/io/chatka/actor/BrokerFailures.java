package io.chatka.actor;

import io.chatka.broker.BrokerUnavailableException;
import io.chatka.protocol.ErrorCode;
import java.util.concurrent.CompletionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a client is told of a broker's failure. */
final class BrokerFailures {
    private static final Logger LOG = LoggerFactory.getLogger(BrokerFailures.class);

    private BrokerFailures() {}

    /** Logs a failure that brokers promise not to have. */
    static ErrorCode code(Throwable failure) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        if (cause instanceof BrokerUnavailableException) {
            return ErrorCode.UNAVAILABLE;
        }
        LOG.error("the broker failed in a way that it should not", cause);
        return ErrorCode.INTERNAL;
    }
}
