package io.chatka.verify.scenario;

import io.chatka.tools.CannotRun;
import io.chatka.tools.Node;
import io.chatka.tools.Programs;
import io.chatka.verify.client.Traffic;
import io.chatka.verify.run.Figure;
import io.chatka.verify.run.Setup;
import io.chatka.verify.run.Stage;
import java.util.List;

/** Nodes behind a real HAProxy are restarted one after the other, while a crowd talks that comes back as docs/protocol.md says. */
final class BalancedRestart implements Scenario {
    private static final int CROWD = 2_000;
    private static final long STOP_MILLIS = 60_000;
    private static final long BALANCER_MILLIS = 60_000;

    /** What each node takes in a second (chatka.limits.handshakes-per-second), and there are two. */
    private static final int MOST_A_SECOND = 2_000;

    @Override
    public String name() {
        return "rolling-restart-haproxy";
    }

    @Override
    public String says() {
        return "two nodes behind HAProxy restarted in turn, 2,000 clients chatting: nothing lost or doubled, returns paced";
    }

    @Override
    public Setup setup(Setup given, Scale scale) {
        Setup needed = Settings.needsRedis(given, name());
        if (given.plan().nodes() < 2) {
            throw new CannotRun("the scenario " + name() + " needs two nodes; --nodes 2");
        }
        String program = Programs.find("haproxy")
                .orElseThrow(() -> new CannotRun("the scenario " + name()
                        + " needs HAProxy, which is not here; install it (Debian: apt-get install haproxy)"));
        int crowd = given.clients() == Setup.CLIENTS ? scale.of(CROWD, 100) : given.clients();
        int rooms = given.rooms() == Setup.ROOMS ? Math.max(4, crowd / 20) : given.rooms();
        Setup crowded = Settings.with(
                needed.withClients(crowd).withRooms(rooms).withRate(Math.min(given.rate(), 100)),
                // As in production: handshakes are limited, and there is time to go.
                "chatka.limits.rate=on",
                "chatka.limits.messages.count=1000000",
                "chatka.limits.bytes.count=1GiB",
                "chatka.limits.joins.count=1000000",
                "chatka.limits.histories.count=1000000",
                "chatka.server.drain=30s");
        return crowded.withPlan(crowded.plan().behind(program));
    }

    @Override
    public List<Figure> play(Stage stage, Scale scale) {
        stage.world().run(() -> {
            stage.world().honest(true);
            stage.world().patient(true);
            stage.world().arrivals().reset();
        });
        Traffic traffic = stage.traffic(stage.setup().rate(), false);
        Restarts restarts = new Restarts(stage, STOP_MILLIS);
        traffic.set(true);
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
        long repairedAt = System.nanoTime();
        traffic.set(false);
        long converged = stage.settleAndConclude(repairedAt);
        int most = stage.world().ask(() -> stage.world().arrivals().most());
        return List.of(
                Figure.of("clients", stage.clients().size()),
                restarts.acked(),
                restarts.notAcked(),
                restarts.closedProperly(),
                restarts.lostOtherwise(),
                Figure.count("most clients that came back in one second", most, MOST_A_SECOND),
                restarts.failedStops(),
                Figure.holds("HAProxy sent clients to every node again", seen),
                restarts.slowestStop(),
                restarts.gaps(),
                restarts.notRecovered(),
                Common.converged(stage, converged));
    }
}
