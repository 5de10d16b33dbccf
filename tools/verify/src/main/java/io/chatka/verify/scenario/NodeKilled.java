package io.chatka.verify.scenario;

import io.chatka.tools.Node;
import io.chatka.verify.client.Traffic;
import io.chatka.verify.fault.Fault;
import io.chatka.verify.ledger.Count;
import io.chatka.verify.run.Figure;
import io.chatka.verify.run.Setup;
import io.chatka.verify.run.Stage;
import java.util.List;

/** {@code kill -9} of one node after the other; its clients go on elsewhere. */
final class NodeKilled implements Scenario {
    @Override
    public String name() {
        return "node-killed";
    }

    @Override
    public String says() {
        return "nodes killed (-9) in turn, their clients reconnect elsewhere and recover: 0 gaps, 0 duplicates";
    }

    @Override
    public boolean hasRounds() {
        return true;
    }

    @Override
    public Setup setup(Setup given, Scale scale) {
        Settings.needsRedis(given, name());
        if (given.plan().nodes() < 2) {
            throw new io.chatka.tools.CannotRun("the scenario " + name() + " needs two nodes; --nodes 2");
        }
        // In short, so that who finds only the killed node for a while has not missed more than the history keeps.
        return given.withRate(scale.of(given.rate(), 40));
    }

    @Override
    public List<Figure> play(Stage stage, Scale scale) {
        List<Node> nodes = stage.cluster().nodes();
        stage.world().run(() -> stage.world().honest(true));
        Traffic traffic = stage.traffic(stage.setup().rate(), false);
        Watch whole = Watch.start(stage);
        long converged = 0;
        int rounds = Common.rounds(stage, scale, 20, 1);
        for (int round = 0; round < rounds && !stage.over(); round++) {
            Node node = nodes.get(round % nodes.size());
            Fault killed = new Fault(node.name() + " killed", "nodes", false, 0, node::kill, () -> {
                node.start();
                node.ready();
            });
            traffic.set(true);
            stage.pause(500);
            stage.begin(killed);
            // The others have to take everybody, and all has to be quiet, before it is back.
            long killedAt = System.nanoTime();
            stage.pause(500);
            traffic.set(false);
            converged = Math.max(converged, stage.settleAndConclude(killedAt));
            stage.repair(killed);
        }
        return List.of(
                Figure.of("times a node was killed", rounds),
                Figure.of("connections lost", whole.count(Count.DISCONNECTS)),
                Figure.of("messages acked", whole.count(Count.ACKED)),
                Common.gaps(whole),
                Figure.count(
                        "clients that came back and were not recovered",
                        whole.count(Count.RETURNS) - whole.count(Count.RECOVERED),
                        0),
                Common.converged(stage, converged));
    }
}
