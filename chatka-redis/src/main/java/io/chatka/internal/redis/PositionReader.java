package io.chatka.internal.redis;

import io.chatka.internal.broker.Head;
import io.chatka.internal.fault.FaultLog;
import io.chatka.internal.fault.Stages;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** Reads the positions of feeds, a bounded number at the same time: after an outage, all of them are due at once. */
final class PositionReader {
    private static final FaultLog FAULTS = FaultLog.of(PositionReader.class);
    private static final int MAX_READS = 64;

    /** Told what was read for those who were waiting when it was asked for; of head and failure one is null. */
    interface Target {
        void positioned(Feed feed, List<Subscriber> waiting, Head head, Throwable failure);
    }

    private final Function<Feed, CompletionStage<Head>> read;
    private final Target target;
    private final Queue<Feed> due = new ArrayDeque<>();
    private int reads;

    /** An answer to what was asked before the last loss is stale: something may have been missed after it. */
    private int losses;

    PositionReader(Function<Feed, CompletionStage<Head>> read, Target target) {
        this.read = read;
        this.target = target;
    }

    void add(Feed feed) {
        feed.positioning = true;
        feed.checkedAt = System.nanoTime();
        due.add(feed);
        readNext();
    }

    /** Forgets what is due and under way. */
    void lost() {
        losses++;
        reads = 0;
        due.clear();
    }

    private void readNext() {
        while (reads < MAX_READS && !due.isEmpty()) {
            Feed feed = due.poll();
            int before = losses;
            // Only those who are attached by now: a later one may miss what comes between this position and its own.
            List<Subscriber> waiting = feed.waiting();
            reads++;
            Stages.begin(() -> read.apply(feed)).whenComplete((head, failure) -> {
                if (before == losses) {
                    reads--;
                    feed.positioning = false;
                    FAULTS.attempt(
                            "a room's place could not be taken up",
                            () -> target.positioned(feed, waiting, head, failure));
                    readNext();
                }
            });
        }
    }
}
