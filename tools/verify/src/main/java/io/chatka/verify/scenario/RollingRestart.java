package io.chatka.verify.scenario;

import io.chatka.tools.Node;
import io.chatka.verify.client.Traffic;
import io.chatka.verify.run.Figure;
import io.chatka.verify.run.Setup;
import io.chatka.verify.run.Stage;
import java.util.List;

/** Every node is stopped by SIGTERM and started again, one after the other, while people talk. */
final class RollingRestart implements Scenario {
    private static final long STOP_MILLIS = 40_000;

    @Override
    public String name() {
        return "rolling-restart";
    }

    @Override
    public String says() {
        return "nodes restarted by SIGTERM in turn under load: bye and 1012 for everybody, 0 failed sends after retry";
    }

    @Override
    public Setup setup(Setup given, Scale scale) {
        Setup needed = Settings.needsRedis(given, name());
        // In short, so that who finds only nodes that are restarting for a while has not missed more than the history
        // keeps.
        return needed.withRate(scale.of(given.rate(), 40));
    }

    @Override
    public List<Figure> play(Stage stage, Scale scale) {
        stage.world().run(() -> stage.world().honest(true));
        Traffic traffic = stage.traffic(stage.setup().rate(), false);
        Restarts restarts = new Restarts(stage, STOP_MILLIS);
        traffic.set(true);
        stage.pause(500);
        for (int round = 0; round < scale.of(3, 1) && !stage.over(); round++) {
            for (Node node : stage.cluster().nodes()) {
                restarts.restart(node);
                stage.pause(scale.of(1_000, 300));
            }
        }
        long repairedAt = System.nanoTime();
        traffic.set(false);
        long converged = stage.settleAndConclude(repairedAt);
        return List.of(
                restarts.acked(),
                restarts.notAcked(),
                restarts.closedProperly(),
                restarts.lostOtherwise(),
                restarts.failedStops(),
                restarts.slowestStop(),
                restarts.gaps(),
                restarts.notRecovered(),
                Common.converged(stage, converged));
    }
}
