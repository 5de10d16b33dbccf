package io.chatka.internal.broker;

/**
 * What an event means to nodes. To members it does not matter: whatever its kind, an event's bytes
 * are a frame that every member of the room may get.
 *
 * <p>A node that does not know a kind treats the event as a message. So a newer node may publish a
 * kind that older nodes of the cluster do not know: the event takes its place in the order, and
 * every member gets it.
 *
 * @param code how brokers write it, from 1 to {@value #MAX_CODE}
 */
public record EventKind(int code) {
    /** Somebody said something; nodes only deliver it. */
    public static final EventKind MESSAGE = new EventKind(1);

    public static final int MAX_CODE = 9_999;

    public EventKind {
        if (code < 1 || code > MAX_CODE) {
            throw new IllegalArgumentException("an event's kind is from 1 to " + MAX_CODE + ", and not " + code);
        }
    }
}
