package io.chatka.verify.scenario;

import io.chatka.tools.CannotRun;
import io.chatka.tools.Node;
import io.chatka.tools.Programs;
import io.chatka.verify.run.Figure;
import io.chatka.verify.run.Setup;
import io.chatka.verify.run.Stage;
import java.util.List;

/**
 * Nodes behind a real HAProxy restart one after the other, while a crowd talks and reconnects as
 * docs/protocol.md says.
 */
final class BalancedRestart extends Scenario {
    private static final int CROWD = 2_000;
    private static final long STOP_MILLIS = 60_000;
    private static final long BALANCER_MILLIS = 60_000;

    /**
     * What each node takes in a second (chatka.limits.handshakes-per-second), and there are two.
     */
    private static final int MOST_A_SECOND = 2_000;

    BalancedRestart() {
        super(
                "rolling-restart-haproxy",
                "two nodes behind HAProxy restarted in turn, 2,000 clients chatting: nothing lost or doubled, returns paced",
                Needs.TWO_NODES_ON_REDIS);
    }

    @Override
    Setup setup(Setup given, Scale scale) {
        String program = Programs.find("haproxy")
                .orElseThrow(() -> new CannotRun("the scenario " + name()
                        + " needs HAProxy, which is not here; install it (Debian: apt-get install haproxy)"));
        int crowd = given.clients() == Setup.CLIENTS ? scale.of(CROWD, 100) : given.clients();
        int rooms = given.rooms() == Setup.ROOMS ? Math.max(4, crowd / 20) : given.rooms();
        // As in production: handshakes are limited, and a node has time to drain.
        Setup crowded = given.withLoad(crowd, rooms, Math.min(given.rate(), 100))
                .withHandshakeLimit()
                .with("chatka.server.drain=30s");
        return crowded.withPlan(crowded.plan().behind(program));
    }

    @Override
    List<Figure> play(Play play) {
        Stage stage = play.stage;
        stage.world().run(() -> {
            stage.world().honest(true);
            stage.world().patient(true);
            stage.world().arrivals().reset();
        });
        Restarts restarts = new Restarts(play, STOP_MILLIS);
        play.traffic.set(true);
        stage.pause(1_000);
        boolean seen = true;
        for (Node node : stage.cluster().nodes()) {
            if (!stage.over()) {
                restarts.restart(node);
                // The next one goes only when the balancer sends clients to this one again.
                seen &= stage.cluster().balancer().awaitAll(BALANCER_MILLIS);
                stage.pause(1_000);
            }
        }
        play.conclude(System.nanoTime());
        int most = stage.world().ask(() -> stage.world().arrivals().most());
        return List.of(
                Figure.of("clients", stage.clients().size()),
                play.acked(),
                restarts.notAcked(),
                restarts.closedProperly(),
                restarts.lostOtherwise(),
                Figure.count("most clients that came back in one second", most, MOST_A_SECOND),
                restarts.failedStops(),
                Figure.holds("HAProxy sent clients to every node again", seen),
                restarts.slowestStop(),
                play.gaps(),
                play.notRecovered(),
                play.converged());
    }
}
