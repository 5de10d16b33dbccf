package io.chatka.internal.broker;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Which rooms each node has told its application to be occupied: what another node has to tell once
 * that node is lost. See {@link Broker} for threads and failures.
 */
public interface OccupancyStore {
    /** For a broker that ends with its only node. */
    OccupancyStore NONE = new OccupancyStore() {
        @Override
        public CompletionStage<Void> change(String node, Collection<String> occupied, Collection<String> vacated) {
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public CompletionStage<Set<String>> nodes() {
            return CompletableFuture.completedFuture(Set.of());
        }

        @Override
        public CompletionStage<List<String>> take(String node) {
            return CompletableFuture.completedFuture(null);
        }
    };

    /** Enters the node, and what has changed; a room is in one of the lists at most. */
    CompletionStage<Void> change(String node, Collection<String> occupied, Collection<String> vacated);

    /** The nodes that were entered and not taken. */
    CompletionStage<Set<String>> nodes();

    /** Removes a node, and returns its rooms; null if there is no such node, so only one caller gets them. */
    CompletionStage<List<String>> take(String node);
}
