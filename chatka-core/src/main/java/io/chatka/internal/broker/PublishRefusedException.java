package io.chatka.internal.broker;

/** The room's state, or a sanction, does not let the {@link Sender} say this. Nothing was published. */
public final class PublishRefusedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final Reason why;
    private final long time;
    private final String because;

    /** Why a message was refused. */
    public enum Reason {
        MUTED,
        BANNED,
        /** The user said something too short a while ago. */
        SLOW_MODE,
        CLOSED,
        /** The room lets only higher ranks speak. */
        SPEAK
    }

    /**
     * @param time for a mute or a ban until when, in Unix milliseconds, 0 for ever; in slow mode in
     *     how many milliseconds the user may say something; otherwise 0
     * @param because a sanction's reason, or null
     */
    public PublishRefusedException(Reason why, long time, String because) {
        super(why.name(), null, false, false);
        this.why = why;
        this.time = time;
        this.because = because;
    }

    public Reason why() {
        return why;
    }

    /** See the constructor. */
    public long time() {
        return time;
    }

    /** A sanction's reason, or null. */
    public String because() {
        return because;
    }
}
