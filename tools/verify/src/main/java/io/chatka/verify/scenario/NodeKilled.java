package io.chatka.verify.scenario;

import io.chatka.tools.Node;
import io.chatka.verify.fault.Fault;
import io.chatka.verify.ledger.Count;
import io.chatka.verify.run.Figure;
import io.chatka.verify.run.Setup;
import io.chatka.verify.run.Stage;
import java.util.List;

/** {@code kill -9} of one node after the other; its clients reconnect elsewhere. */
final class NodeKilled extends Scenario {
    NodeKilled() {
        super(
                "node-killed",
                "nodes killed (-9) in turn, their clients reconnect elsewhere and recover: 0 gaps, 0 duplicates",
                Needs.TWO_NODES_ON_REDIS);
        repeats(20, 1);
    }

    @Override
    Setup setup(Setup given, Scale scale) {
        // Few in short, so that a client that finds only the killed node for a while misses no more
        // than the history keeps.
        return given.withRate(scale.of(given.rate(), 40));
    }

    @Override
    List<Figure> play(Play play) {
        Stage stage = play.stage;
        List<Node> nodes = stage.cluster().nodes();
        play.honestClients();
        while (play.nextRound()) {
            Fault killed = Fault.killed(nodes.get(play.round() % nodes.size()));
            play.traffic.set(true);
            stage.pause(500);
            stage.begin(killed);
            // The other nodes have to take everybody, and all has to be quiet, before this one is
            // back.
            long killedAt = System.nanoTime();
            stage.pause(500);
            play.conclude(killedAt);
            stage.repair(killed);
        }
        return List.of(
                Figure.of("times a node was killed", play.rounds),
                Figure.of("connections lost", play.whole.count(Count.DISCONNECTS)),
                play.acked(),
                play.gaps(),
                play.notRecovered(),
                play.converged());
    }
}
