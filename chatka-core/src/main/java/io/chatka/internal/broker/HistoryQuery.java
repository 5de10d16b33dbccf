package io.chatka.internal.broker;

/**
 * Asks for a part of a room's history: the events between two {@code seq}s, from one end, as many
 * as the bounds allow.
 *
 * @param after only events with a greater seq; 0 for no bound
 * @param before only events with a smaller seq; {@link Long#MAX_VALUE} for no bound
 * @param newestFirst whether the newest are wanted if not all fit
 * @param limit how many events at most, at least 1
 * @param maxBytes how many bytes of events at most; the first event counts as fitting even if it is
 *     larger
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
