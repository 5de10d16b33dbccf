package io.chatka.verify.scenario;

import io.chatka.tools.Node;
import io.chatka.verify.run.Figure;
import io.chatka.verify.run.Setup;
import java.util.List;

/** Every node is stopped by SIGTERM and started again, one after the other, under load. */
final class RollingRestart extends Scenario {
    private static final long STOP_MILLIS = 40_000;

    RollingRestart() {
        super(
                "rolling-restart",
                "nodes restarted by SIGTERM in turn under load: bye and 1012 for everybody, 0 failed sends after retry",
                Needs.REDIS);
    }

    @Override
    Setup setup(Setup given, Scale scale) {
        // Few in short, so that a client that finds only restarting nodes for a while misses no
        // more than the history keeps.
        return given.withRate(scale.of(given.rate(), 40));
    }

    @Override
    List<Figure> play(Play play) {
        play.honestClients();
        Restarts restarts = new Restarts(play, STOP_MILLIS);
        play.traffic.set(true);
        play.stage.pause(500);
        for (int round = 0; round < play.scale.of(3, 1) && !play.stage.over(); round++) {
            for (Node node : play.stage.cluster().nodes()) {
                restarts.restart(node);
                play.stage.pause(play.scale.of(1_000, 300));
            }
        }
        play.conclude(System.nanoTime());
        return List.of(
                play.acked(),
                restarts.notAcked(),
                restarts.closedProperly(),
                restarts.lostOtherwise(),
                restarts.failedStops(),
                restarts.slowestStop(),
                play.gaps(),
                play.notRecovered(),
                play.converged());
    }
}
