package io.chatka.verify.scenario;

import io.chatka.verify.client.Pause;
import io.chatka.verify.ledger.Count;
import io.chatka.verify.ledger.Tally;
import io.chatka.verify.run.Stage;
import java.util.function.BooleanSupplier;

/** Measures from a moment on. */
final class Watch {
    private final Stage stage;
    private final long started = System.nanoTime();
    private final long at;
    private final Tally before;

    private Watch(Stage stage) {
        this.stage = stage;
        this.before = stage.tally();
        this.at = stage.world().recorder().now();
    }

    static Watch start(Stage stage) {
        return new Watch(stage);
    }

    long millis() {
        return (System.nanoTime() - started) / 1_000_000;
    }

    long nanos() {
        return started;
    }

    /** How many there were since. */
    long count(Count count) {
        return stage.tally().since(before).get(count);
    }

    /** Waits until that is so, in the clients' thread; returns the milliseconds since the start, or the limit if it was not. */
    long until(BooleanSupplier condition, long limit) {
        while (millis() < limit && !stage.over()) {
            if (stage.world().ask(condition::getAsBoolean)) {
                return millis();
            }
            Pause.millis(2);
        }
        return limit;
    }

    /** Waits until every node has acked something that was sent since; returns the milliseconds, or the limit. */
    long untilLive(long limit) {
        return until(() -> stage.world().allAckedAt() > at, limit);
    }
}
