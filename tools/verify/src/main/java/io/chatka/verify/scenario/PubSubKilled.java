package io.chatka.verify.scenario;

import io.chatka.verify.client.Traffic;
import io.chatka.verify.ledger.Count;
import io.chatka.verify.run.Figure;
import io.chatka.verify.run.Setup;
import io.chatka.verify.run.Stage;
import java.util.List;
import java.util.SplittableRandom;

/** The connections that messages come on are killed again and again. */
final class PubSubKilled implements Scenario {
    @Override
    public String name() {
        return "pubsub-kill";
    }

    @Override
    public String says() {
        return "CLIENT KILL TYPE pubsub in a loop under load: no gap in 10,000 messages";
    }

    @Override
    public Setup setup(Setup given, Scale scale) {
        return Settings.needsRedis(given, name());
    }

    @Override
    public List<Figure> play(Stage stage, Scale scale) {
        SplittableRandom random = new SplittableRandom(stage.setup().seed());
        Traffic traffic = stage.traffic(stage.setup().rate(), false);
        Watch whole = Watch.start(stage);
        long kills = 0;
        long converged = 0;
        int wanted = scale.of(10_000, 300);
        while (whole.count(Count.ACKED) < wanted && !stage.over()) {
            traffic.set(true);
            int inARow = random.nextInt(1, 10);
            for (int i = 0; i < inARow && !stage.over(); i++) {
                stage.pause(random.nextInt(20, 300));
                stage.tell("Pub/Sub connections killed", false);
                stage.cluster().redis().call("CLIENT", "KILL", "TYPE", "pubsub");
                kills++;
            }
            long repairedAt = System.nanoTime();
            stage.pause(100);
            traffic.set(false);
            converged = Math.max(converged, stage.settleAndConclude(repairedAt));
        }
        return List.of(
                Figure.of("messages acked", whole.count(Count.ACKED)),
                Figure.of("times the connections were killed", kills),
                Common.gaps(whole),
                Common.disconnects(whole),
                Common.converged(stage, converged));
    }
}
