package io.chatka.internal.broker;

/**
 * What an event means to nodes. An event's bytes are a frame that every member of the room may get,
 * except those of {@link #SHADOWED}.
 *
 * <p>A node that does not know a kind treats the event as a message.
 *
 * @param code how brokers write it, from 1 to {@value #MAX_CODE}
 */
public record EventKind(int code) {
    /** Somebody said something; nodes only deliver it. */
    public static final EventKind MESSAGE = new EventKind(1);

    /** The place of a message whose text was removed, or that the reader must not see. */
    public static final EventKind TOMBSTONE = new EventKind(2);

    /** The text of one earlier message is gone: the field {@code target} has its seq. */
    public static final EventKind DELETED = new EventKind(3);

    /** The texts of all earlier messages of one user are gone: the field {@code user} has its id. */
    public static final EventKind CLEARED = new EventKind(4);

    /**
     * A message of a user with a shadow mute. Only that user's connections and the room's
     * moderators may get its bytes; the others get a tombstone.
     */
    public static final EventKind SHADOWED = new EventKind(5);

    public static final int MAX_CODE = 9_999;

    public EventKind {
        if (code < 1 || code > MAX_CODE) {
            throw new IllegalArgumentException("an event's kind is from 1 to " + MAX_CODE + ", and not " + code);
        }
    }
}
