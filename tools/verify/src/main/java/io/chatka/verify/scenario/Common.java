package io.chatka.verify.scenario;

import io.chatka.verify.ledger.Count;
import io.chatka.verify.run.Figure;
import io.chatka.verify.run.Stage;

/** What several scenarios do or measure. */
final class Common {
    /** Two seconds, and a tenth for the way there and back. */
    static final long ERROR_MILLIS = 2_200;

    private Common() {}

    /** How often to repeat it: as the user wants, or else as it is meant. */
    static int rounds(Stage stage, Scale scale, int full, int brief) {
        int wanted = stage.setup().rounds();
        return wanted > 0 ? wanted : scale.of(full, brief);
    }

    static Figure refusals(Stage stage) {
        long slowest = stage.world().ask(() -> stage.world().timings().slowestRefusal());
        return Figure.millis("slowest error to a message", slowest, ERROR_MILLIS);
    }

    static Figure unanswered(Stage stage) {
        long never = stage.world().ask(() -> stage.world().timings().neverAnswered());
        long seconds = stage.world().answerSeconds();
        return Figure.count("messages that were answered neither ok nor error within " + seconds + " s", never, 0);
    }

    static Figure disconnects(Watch watch) {
        return Figure.count("clients disconnected", watch.count(Count.DISCONNECTS), 0);
    }

    static Figure gaps(Watch watch) {
        return Figure.count("gaps", watch.count(Count.GAPS), 0);
    }

    /** Live again: the figure for how long it took until every node acked again. */
    static Figure live(long millis) {
        return Figure.millis("slowest until every node took messages again", millis, 2_000);
    }

    static Figure converged(Stage stage, long millis) {
        return Figure.millis("slowest convergence after the repair", millis, stage.convergenceMillis());
    }
}
