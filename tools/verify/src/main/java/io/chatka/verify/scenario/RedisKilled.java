package io.chatka.verify.scenario;

import io.chatka.verify.client.Traffic;
import io.chatka.verify.fault.Fault;
import io.chatka.verify.fault.Redis;
import io.chatka.verify.ledger.Count;
import io.chatka.verify.run.Figure;
import io.chatka.verify.run.Setup;
import io.chatka.verify.run.Stage;
import java.util.List;
import java.util.SplittableRandom;

/** {@code kill -9} of a Redis with an append-only file, under load, again and again. */
final class RedisKilled implements Scenario {
    @Override
    public String name() {
        return "redis-killed";
    }

    @Override
    public String says() {
        return "Redis killed (-9) and started again, 100 times under load: nothing acked is lost, live again within 2 s";
    }

    @Override
    public boolean hasRounds() {
        return true;
    }

    @Override
    public Setup setup(Setup given, Scale scale) {
        return Settings.needsRedis(given, name());
    }

    @Override
    public List<Figure> play(Stage stage, Scale scale) {
        Redis redis = stage.cluster().redis();
        SplittableRandom random = new SplittableRandom(stage.setup().seed());
        Traffic traffic = stage.traffic(stage.setup().rate(), false);
        Watch whole = Watch.start(stage);
        long live = 0;
        long converged = 0;
        int rounds = Common.rounds(stage, scale, 100, 2);
        for (int round = 0; round < rounds && !stage.over(); round++) {
            Fault killed = new Fault(name(), "redis", false, 0, redis::kill, redis::start);
            traffic.set(true);
            stage.pause(random.nextInt(100, 400));
            stage.begin(killed);
            stage.pause(random.nextInt(0, 500));
            stage.repair(killed);
            Watch repaired = Watch.start(stage);
            live = Math.max(live, repaired.untilLive(stage.convergenceMillis()));
            traffic.set(false);
            converged = Math.max(converged, stage.settleAndConclude(repaired.nanos()));
        }
        return List.of(
                Figure.of("times Redis was killed", rounds),
                Figure.of("messages acked, and none of them lost", whole.count(Count.ACKED)),
                Common.live(live),
                Common.converged(stage, converged),
                Common.refusals(stage),
                Common.unanswered(stage),
                Common.gaps(whole),
                Common.disconnects(whole));
    }
}
