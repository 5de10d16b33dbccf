package io.chatka.verify.scenario;

import io.chatka.tools.Jvm;
import io.chatka.tools.Node;
import io.chatka.verify.client.Traffic;
import io.chatka.verify.fault.Fault;
import io.chatka.verify.fault.Redis;
import io.chatka.verify.ledger.Count;
import io.chatka.verify.run.Figure;
import io.chatka.verify.run.Setup;
import io.chatka.verify.run.Stage;
import java.util.ArrayList;
import java.util.List;

/** A Redis that takes connections and answers nothing, for long. */
final class RedisStopped implements Scenario {
    @Override
    public String name() {
        return "redis-stopped";
    }

    @Override
    public String says() {
        return "Redis frozen (SIGSTOP) for 30 s under load: errors within 2 s, nobody disconnected, heap +50 MB at most";
    }

    @Override
    public Setup setup(Setup given, Scale scale) {
        return Settings.needsRedis(given, name());
    }

    @Override
    public List<Figure> play(Stage stage, Scale scale) {
        Redis redis = stage.cluster().redis();
        Traffic traffic = stage.traffic(stage.setup().rate(), false);
        traffic.set(true);
        stage.pause(scale.of(5_000, 500));
        List<Long> before = heaps(stage);
        Watch whole = Watch.start(stage);
        Fault frozen = new Fault("Redis frozen", "redis", false, 0, redis::freeze, redis::thaw);
        stage.begin(frozen);
        stage.pause(scale.of(30_000, 3_500));
        List<Long> after = heaps(stage);
        stage.repair(frozen);
        Watch repaired = Watch.start(stage);
        long live = repaired.untilLive(stage.convergenceMillis());
        stage.pause(200);
        traffic.set(false);
        long converged = stage.settleAndConclude(repaired.nanos());
        List<Figure> figures = new ArrayList<>(List.of(
                Figure.of("messages refused meanwhile", whole.count(Count.REFUSED)),
                Common.refusals(stage),
                Common.unanswered(stage),
                Common.disconnects(whole),
                Common.gaps(whole),
                Common.live(live),
                Common.converged(stage, converged)));
        for (int i = 0; i < before.size(); i++) {
            long grown = (after.get(i) - before.get(i)) / 1_000_000;
            figures.add(new Figure(
                    "heap of node " + i + " after collection, more than before",
                    grown + " MB",
                    "at most 50 MB",
                    grown <= 50,
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
