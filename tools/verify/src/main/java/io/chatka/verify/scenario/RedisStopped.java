package io.chatka.verify.scenario;

import io.chatka.tools.Jvm;
import io.chatka.tools.Node;
import io.chatka.verify.fault.Fault;
import io.chatka.verify.fault.Redis;
import io.chatka.verify.ledger.Count;
import io.chatka.verify.run.Figure;
import io.chatka.verify.run.Stage;
import java.util.ArrayList;
import java.util.List;

/** A Redis that takes connections and answers nothing, for long. */
final class RedisStopped extends Scenario {
    private static final long MOST_MEGABYTES = 50;

    RedisStopped() {
        super(
                "redis-stopped",
                "Redis frozen (SIGSTOP) for 30 s under load: errors within 2 s, nobody disconnected, heap +50 MB at most",
                Needs.REDIS);
    }

    @Override
    List<Figure> play(Play play) {
        Stage stage = play.stage;
        Redis redis = stage.cluster().redis();
        play.traffic.set(true);
        stage.pause(play.scale.of(5_000, 500));
        List<Long> before = heaps(stage);
        Fault frozen = Fault.of("Redis frozen", "redis", redis::freeze, redis::thaw);
        stage.begin(frozen);
        stage.pause(play.scale.of(30_000, 3_500));
        List<Long> after = heaps(stage);
        Watch repaired = play.repairUntilLive(frozen);
        stage.pause(200);
        play.conclude(repaired.nanos());
        List<Figure> figures = new ArrayList<>(List.of(
                Figure.of("messages refused meanwhile", play.whole.count(Count.REFUSED)),
                play.refusals(),
                play.unanswered(),
                play.disconnects(),
                play.gaps(),
                play.live(),
                play.converged()));
        for (int i = 0; i < before.size(); i++) {
            long grown = (after.get(i) - before.get(i)) / 1_000_000;
            figures.add(new Figure(
                    "heap of node " + i + " after collection, more than before",
                    grown + " MB",
                    "at most " + MOST_MEGABYTES + " MB",
                    grown <= MOST_MEGABYTES,
                    true));
        }
        return figures;
    }

    private static List<Long> heaps(Stage stage) {
        return stage.cluster().nodes().stream()
                .map(Node::pid)
                .map(Jvm::liveHeap)
                .toList();
    }
}
