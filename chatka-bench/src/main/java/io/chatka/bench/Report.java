package io.chatka.bench;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * All there is to tell.
 *
 * @param table whether this is the table of ten rows
 * @param environment names and values, in the order to show them
 * @param interrupted whether the user ended it early
 */
record Report(
        Instant at,
        String url,
        boolean table,
        List<Row> rows,
        Timeline timeline,
        List<Finding> findings,
        Map<String, String> environment,
        boolean serverSeen,
        boolean interrupted) {
    boolean clean() {
        return rows.stream().allMatch(Row::clean);
    }
}
