package io.chatka.internal.filter;

/**
 * What becomes of a message.
 *
 * @param what to do
 * @param text what is published in place of the text, if that is masked; otherwise null
 * @param why for the sender, if the message is refused; otherwise null
 * @param retryAfterMillis after how long the sender may send the same text again; -1 for never
 */
public record Verdict(What what, String text, String why, long retryAfterMillis) {
    /** See {@link Verdict}. */
    public enum What {
        PASS,
        MASK,
        REJECT,
        /** Only the sender and moderators get it. */
        SHADOW,
        /** A moderator decides. */
        HOLD
    }

    public static final Verdict PASSES = new Verdict(What.PASS, null, null, -1);

    static Verdict masked(String text) {
        return new Verdict(What.MASK, text, null, -1);
    }

    static Verdict rejected(String why, long retryAfterMillis) {
        return new Verdict(What.REJECT, null, why, retryAfterMillis);
    }
}
