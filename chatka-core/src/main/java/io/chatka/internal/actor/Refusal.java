package io.chatka.internal.actor;

import io.chatka.internal.broker.PublishRefusedException;
import io.chatka.internal.broker.Sanction;
import io.chatka.internal.config.Rate;
import io.chatka.internal.protocol.ErrorCode;
import java.util.concurrent.TimeUnit;

/**
 * Why a command is refused: the client gets all of it.
 *
 * @param retryAfterMillis the wait before another try; -1 if that would not help
 * @param until when a sanction ends, in Unix milliseconds; 0 for never, and without a sanction
 * @param reason that a moderator gave, or null
 */
record Refusal(ErrorCode code, String message, long retryAfterMillis, long until, String reason) {

    Refusal(ErrorCode code, String message, long retryAfterMillis) {
        this(code, message, retryAfterMillis, 0, null);
    }

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

    /** What the broker did not let the user say. */
    static Refusal of(PublishRefusedException refused) {
        return switch (refused.why()) {
            case MUTED ->
                new Refusal(ErrorCode.MUTED, "you are muted in this room", -1, refused.time(), refused.because());
            case BANNED -> banned(refused.time(), refused.because());
            case SLOW_MODE ->
                new Refusal(
                        ErrorCode.SLOW_MODE,
                        "the room is in slow mode; try again in " + refused.time() + " ms",
                        refused.time());
            case CLOSED -> of(ErrorCode.CLOSED, "the room is closed; only moderators may say something");
            case SPEAK -> of(ErrorCode.FORBIDDEN, "only others may speak in this room now: see \"speak\" of the room");
        };
    }

    /** A ban or a mute in all rooms. */
    static Refusal everywhere(Sanction sanction) {
        return sanction.kind() == Sanction.Kind.BAN
                ? new Refusal(
                        ErrorCode.BANNED, "you are banned from all rooms", -1, sanction.until(), sanction.reason())
                : new Refusal(ErrorCode.MUTED, "you are muted in all rooms", -1, sanction.until(), sanction.reason());
    }

    static Refusal banned(long until, String reason) {
        return new Refusal(ErrorCode.BANNED, "you are banned from this room", -1, until, reason);
    }
}
