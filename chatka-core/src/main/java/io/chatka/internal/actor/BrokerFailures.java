package io.chatka.internal.actor;

import io.chatka.api.BrokerUnavailableException;
import io.chatka.internal.fault.FaultLog;
import io.chatka.internal.protocol.ErrorCode;
import java.util.concurrent.CompletionException;

/** What a client is told of a broker's failure. */
final class BrokerFailures {
    private static final FaultLog FAULTS = FaultLog.of(BrokerFailures.class);

    private BrokerFailures() {}

    /** Logs a failure that brokers promise not to have. */
    static ErrorCode code(Throwable failure) {
        boolean wrapped = failure instanceof CompletionException && failure.getCause() != null;
        Throwable cause = wrapped ? failure.getCause() : failure;
        if (cause instanceof BrokerUnavailableException) {
            return ErrorCode.UNAVAILABLE;
        }
        FAULTS.report("the broker failed in a way that it should not", cause);
        return ErrorCode.INTERNAL;
    }
}
