package io.chatka.verify.scenario;

import io.chatka.verify.fault.Fault;
import io.chatka.verify.ledger.Count;
import io.chatka.verify.run.Figure;
import io.chatka.verify.run.Stage;
import java.util.List;

/** The connections that messages come on are killed again and again. */
final class PubSubKilled extends Scenario {
    PubSubKilled() {
        super("pubsub-kill", "CLIENT KILL TYPE pubsub in a loop under load: no gap in 10,000 messages", Needs.REDIS);
    }

    @Override
    List<Figure> play(Play play) {
        Stage stage = play.stage;
        Fault killed = Fault.pubSubKilled(stage.cluster().redis());
        long kills = 0;
        int wanted = play.scale.of(10_000, 300);
        while (play.whole.count(Count.ACKED) < wanted && !stage.over()) {
            play.traffic.set(true);
            int inARow = play.random.nextInt(1, 10);
            for (int i = 0; i < inARow && !stage.over(); i++) {
                stage.pause(play.random.nextInt(20, 300));
                stage.begin(killed);
                kills++;
            }
            long repairedAt = System.nanoTime();
            stage.pause(100);
            play.conclude(repairedAt);
        }
        return List.of(
                play.acked(),
                Figure.of("times the connections were killed", kills),
                play.gaps(),
                play.disconnects(),
                play.converged());
    }
}
