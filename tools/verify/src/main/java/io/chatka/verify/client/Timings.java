package io.chatka.verify.client;

/** How long answers to {@code say} took, in milliseconds; the worst since the last reset. */
public final class Timings {
    private long ack;
    private long refusal;
    private long unanswered;

    void acked(long nanos) {
        ack = Math.max(ack, nanos / 1_000_000);
    }

    void refused(long nanos) {
        refusal = Math.max(refusal, nanos / 1_000_000);
    }

    void unanswered() {
        unanswered++;
    }

    public long slowestAck() {
        return ack;
    }

    public long slowestRefusal() {
        return refusal;
    }

    /** How often a client waited in vain on a connection that stayed open. */
    public long neverAnswered() {
        return unanswered;
    }

    public void reset() {
        ack = 0;
        refusal = 0;
        unanswered = 0;
    }
}
