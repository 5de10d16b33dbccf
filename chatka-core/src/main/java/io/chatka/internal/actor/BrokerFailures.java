package io.chatka.internal.actor;

import io.chatka.api.BrokerUnavailableException;
import io.chatka.internal.fault.FaultLog;
import io.chatka.internal.protocol.ErrorCode;
import java.util.concurrent.CompletionException;

/** The error that a client gets when the broker fails. */
final class BrokerFailures {
    private static final FaultLog FAULTS = FaultLog.of(BrokerFailures.class);

    private BrokerFailures() {}

    /**
     * Logs any failure but {@link BrokerUnavailableException}: brokers promise to have no other.
     */
    static ErrorCode code(Throwable failure) {
        boolean wrapped = failure instanceof CompletionException && failure.getCause() != null;
        Throwable cause = wrapped ? failure.getCause() : failure;
        if (cause instanceof BrokerUnavailableException) {
            return ErrorCode.UNAVAILABLE;
        }
        FAULTS.report("the broker failed with an unexpected exception; the client may try again", cause);
        return ErrorCode.INTERNAL;
    }
}
