package io.chatka.internal.broker;

/**
 * One event of a room, as every node gets it.
 *
 * @param epoch see {@link Position#epoch}
 * @param seq see {@link Position#seq}
 * @param json the whole frame for the members, UTF-8; shared by all readers, so read-only
 */
public record Event(String epoch, long seq, EventKind kind, byte[] json) {

    /** A message. */
    public Event(String epoch, long seq, byte[] json) {
        this(epoch, seq, EventKind.MESSAGE, json);
    }
}
