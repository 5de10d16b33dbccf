package io.chatka.bench;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * The outcome of a session.
 *
 * @param table whether this is the table of ten rows
 * @param interrupted whether the user ended it early
 */
record Report(
        Context context,
        boolean table,
        List<Row> rows,
        Timeline timeline,
        List<Finding> findings,
        boolean interrupted) {
    /**
     * Where and when it was measured.
     *
     * @param environment names and values, in the order to show them
     * @param serverSeen whether the server's process was found
     */
    record Context(Instant at, String url, Map<String, String> environment, boolean serverSeen) {}

    boolean clean() {
        return rows.stream().allMatch(Row::clean);
    }

    /** The result in a sentence. */
    String verdict() {
        if (!clean()) {
            return "Something went wrong.";
        }
        boolean nothing =
                rows.stream().allMatch(row -> row.sum(result -> result.traffic().deliveries()) == 0);
        return nothing ? "Nothing was measured." : "Everybody got everything, once and in order.";
    }
}
