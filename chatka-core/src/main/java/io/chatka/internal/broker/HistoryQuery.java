package io.chatka.internal.broker;

/**
 * Asks for a part of a room's history: the events between two {@code seq}s, from one end, up to two
 * limits. Pages are in ascending order, whichever end they begin at.
 *
 * @param after only events with a greater seq; 0 for no bound
 * @param before only events with a smaller seq; {@link Long#MAX_VALUE} for no bound
 * @param newestFirst whether the page has the newest events, not the oldest, if not all fit
 * @param limit maximum number of events, at least 1
 * @param maxBytes maximum size of all events in bytes; a larger event is still returned alone
 */
public record HistoryQuery(long after, long before, boolean newestFirst, int limit, int maxBytes) {
    public HistoryQuery {
        if (after < 0 || before < 0 || limit < 1 || maxBytes < 1) {
            throw new IllegalArgumentException("seqs are not negative, limits are at least 1");
        }
    }

    /** The oldest of the events after {@code seq}. */
    public static HistoryQuery after(long seq, int limit, int maxBytes) {
        return new HistoryQuery(seq, Long.MAX_VALUE, false, limit, maxBytes);
    }

    /** The newest of the events after {@code seq}. */
    public static HistoryQuery backTo(long seq, int limit, int maxBytes) {
        return new HistoryQuery(seq, Long.MAX_VALUE, true, limit, maxBytes);
    }
}
