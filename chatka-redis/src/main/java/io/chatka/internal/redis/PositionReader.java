package io.chatka.internal.redis;

import io.chatka.internal.broker.Head;
import io.chatka.internal.fault.FaultLog;
import io.chatka.internal.fault.Stages;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * Reads the positions of feeds, at most {@value #MAX_READS} at a time: after an outage, all of them
 * are due at once. On the loop.
 */
final class PositionReader {
    private static final FaultLog FAULTS = FaultLog.of(PositionReader.class);
    private static final int MAX_READS = 64;

    /**
     * Gets the position that was read, or the failure; the other one is null. It is meant for the
     * subscribers that were waiting when the read began.
     */
    interface Target {
        void positioned(TopicFeed feed, List<Subscriber> waiting, Head head, Throwable failure);
    }

    private final Function<TopicFeed, CompletionStage<Head>> read;
    private final Target target;
    private final Queue<TopicFeed> due = new ArrayDeque<>();
    private int reads;

    /** Marks answers from before the last loss as stale: events after them may be lost. */
    private int losses;

    PositionReader(Function<TopicFeed, CompletionStage<Head>> read, Target target) {
        this.read = read;
        this.target = target;
    }

    void add(TopicFeed feed) {
        feed.positioning = true;
        feed.checkedAt = System.nanoTime();
        due.add(feed);
        readNext();
    }

    /** Forgets the reads that are due or under way. */
    void lost() {
        losses++;
        reads = 0;
        due.clear();
    }

    private void readNext() {
        while (reads < MAX_READS && !due.isEmpty()) {
            TopicFeed feed = due.poll();
            int before = losses;
            // Only those attached by now: a later one may not hear all events after this position.
            List<Subscriber> waiting = feed.waiting();
            reads++;
            Stages.begin(() -> read.apply(feed)).whenComplete((head, failure) -> {
                if (before == losses) {
                    reads--;
                    feed.positioning = false;
                    FAULTS.attempt(
                            "a room's position could not be processed",
                            () -> target.positioned(feed, waiting, head, failure));
                    readNext();
                }
            });
        }
    }
}
