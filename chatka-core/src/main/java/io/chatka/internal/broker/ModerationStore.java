package io.chatka.internal.broker;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/**
 * What moderators need beside the rooms' own state: messages that wait for a decision, and records of
 * acts. See {@link Broker} for threads and failures.
 */
public interface ModerationStore {
    /** Messages of a room that may wait. */
    int MOST_HELD = 1_000;

    /** How long a message waits. */
    long HELD_MILLIS = 3_600_000;

    /** In each log. */
    int MOST_RECORDS = 10_000;

    /** How long a record is kept. */
    long RECORDS_MILLIS = 30L * 24 * 3_600_000;

    /**
     * Keeps a message for {@link #HELD_MILLIS}.
     *
     * @param id never used before
     * @return false if {@link #MOST_HELD} wait already
     */
    CompletionStage<Boolean> hold(String room, String id, String message);

    /** The messages of a room that wait, by their ids, in no order. */
    CompletionStage<Map<String, String>> held(String room);

    /** The rooms in which messages wait. What is new may be missing for some seconds. */
    CompletionStage<Set<String>> holding();

    /** Removes a message; null if it does not wait any more, so that only one caller gets it. */
    CompletionStage<String> take(String room, String id);

    /** A list of records, each with bounds of its own. */
    enum Log {
        /** What moderators did. */
        ACTS,
        /** What users reported. */
        REPORTS
    }

    /** Keeps a record as the newest one of its log. */
    CompletionStage<Void> append(Log log, String record);

    /**
     * A record.
     *
     * @param id by which reading goes on: two numbers of at most 18 digits and a {@code -} between
     *     them
     */
    record Entry(String id, String record) {}

    /**
     * Reads records, the newest first.
     *
     * @param before only those that are older than the one with this id; null for the newest
     */
    CompletionStage<List<Entry>> records(Log log, String before, int limit);
}
