package io.chatka.internal.broker;

import java.util.Map;
import java.util.concurrent.CompletionStage;

/**
 * A table of few, short facts that every node has to know, such as who is banned from all rooms and
 * which tokens are revoked. Kept once for the whole cluster. Each fact ends by itself. See
 * {@link Broker} for threads and failures.
 */
public interface FactStore {
    /**
     * One fact.
     *
     * @param until when it ends, in Unix milliseconds; 0 for never
     */
    record Fact(String value, long until) {}

    /**
     * All facts that have not ended.
     *
     * @param version of the table
     */
    record Facts(long version, Map<String, Fact> byKey) {}

    /** Sets a fact; returns the table's version, which every change raises by one. */
    CompletionStage<Long> put(String key, Fact fact);

    /** Ends a fact; returns the table's version, which stays if there was no such fact. */
    CompletionStage<Long> remove(String key);

    /** Reads the whole table. */
    CompletionStage<Facts> read();

    /**
     * A secret that all nodes share: the first node's is kept, and every node gets that one.
     *
     * @param made this node's, in case there is none yet
     */
    CompletionStage<byte[]> secret(String name, byte[] made);
}
