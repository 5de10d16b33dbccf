package io.chatka.verify.scenario;

import io.chatka.verify.client.Mutation;
import io.chatka.verify.fault.Fault;
import io.chatka.verify.fault.Proxy;
import io.chatka.verify.ledger.Count;
import io.chatka.verify.run.Figure;
import io.chatka.verify.run.Stage;
import java.util.List;

/**
 * Redis starts again with nothing every few seconds under load, and one node finds it later than
 * the other. Messages that are acked in the new epoch before that node has subscribed again are
 * owed to its members like all others.
 */
final class RedisEmptyAgain extends Scenario {
    /** Losses in a row, before all has to be quiet. */
    private static final int IN_A_ROW = 3;

    RedisEmptyAgain() {
        super(
                "redis-empty-again",
                "Redis back empty every few seconds under load, one node behind the other: what is acked since is heard by all",
                Needs.TWO_NODES_ON_REDIS);
        repeats(20, 1);
        finds(Mutation.EPOCH, Mutation.BEGINNING);
    }

    @Override
    List<Figure> play(Play play) {
        Stage stage = play.stage;
        List<Proxy> links = stage.cluster().redisLinks();
        play.honestClients();
        int losses = 0;
        while (play.nextRound()) {
            play.traffic.set(true);
            long repairedAt = System.nanoTime();
            for (int i = 0; i < IN_A_ROW && !stage.over(); i++) {
                stage.pause(play.random.nextInt(500, 2_500));
                stage.arm();
                lose(play, links.get(play.random.nextInt(links.size())), play.random.nextInt(1_500));
                losses++;
                repairedAt = System.nanoTime();
            }
            stage.pause(500);
            play.conclude(repairedAt);
        }
        return List.of(
                Figure.of("times Redis came back empty", losses),
                play.acked(),
                Figure.of("times a member was told a new epoch", play.whole.count(Count.EPOCHS)),
                play.unanswered(),
                Figure.of("gaps", play.whole.count(Count.GAPS)),
                play.disconnects(),
                play.converged());
    }

    /** @param millis how much later than the others the node behind this link finds Redis again */
    private static void lose(Play play, Proxy late, long millis) {
        Stage stage = play.stage;
        Fault emptied = Fault.redisEmptied(stage.cluster().redis(), () -> late.refuse(true));
        stage.begin(emptied);
        stage.pause(200);
        stage.repair(emptied);
        Watch repaired = Watch.start(stage);
        stage.pause(millis);
        late.refuse(false);
        stage.tell("the last node may connect to Redis again", false);
        repaired.untilLive(stage.convergenceMillis());
    }
}
