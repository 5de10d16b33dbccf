package io.chatka.internal.actor;

import io.chatka.internal.config.Rate;
import io.chatka.internal.protocol.ErrorCode;
import java.util.concurrent.TimeUnit;

/**
 * Why a command is refused: the client gets all of it.
 *
 * @param retryAfterMillis the wait before another try; -1 if that would not help
 */
record Refusal(ErrorCode code, String message, long retryAfterMillis) {

    static Refusal of(ErrorCode code, String message) {
        return new Refusal(code, message, retryAfterMillis(code));
    }

    /** @param what is rated, in the plural */
    static Refusal tooOften(String what, Rate rate, long waitNanos) {
        long millis = TimeUnit.NANOSECONDS.toMillis(waitNanos) + 1;
        String message = "at most " + rate.count() + " " + what + " in "
                + rate.per().toSeconds() + " s; try again in " + millis + " ms";
        return new Refusal(ErrorCode.RATE_LIMITED, message, millis);
    }

    /** The wait before another try if nothing better is known; -1 for never. */
    static long retryAfterMillis(ErrorCode code) {
        return code.retryable() ? 1000 : -1;
    }
}
