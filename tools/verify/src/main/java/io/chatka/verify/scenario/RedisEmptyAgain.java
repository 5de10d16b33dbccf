package io.chatka.verify.scenario;

import io.chatka.tools.CannotRun;
import io.chatka.verify.client.Mutation;
import io.chatka.verify.client.Traffic;
import io.chatka.verify.fault.Fault;
import io.chatka.verify.fault.Proxy;
import io.chatka.verify.fault.Redis;
import io.chatka.verify.ledger.Count;
import io.chatka.verify.run.Figure;
import io.chatka.verify.run.Setup;
import io.chatka.verify.run.Stage;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * Redis comes back with nothing every few seconds while everybody talks, and one node finds it later than the other. What is
 * acked in the new epoch before that node has subscribed again is owed to its members like everything else.
 */
final class RedisEmptyAgain implements Scenario {
    /** Losses in a row, before all has to be quiet. */
    private static final int IN_A_ROW = 3;

    @Override
    public String name() {
        return "redis-empty-again";
    }

    @Override
    public String says() {
        return "Redis back empty every few seconds under load, one node behind the other: what is acked since is heard by all";
    }

    @Override
    public boolean hasRounds() {
        return true;
    }

    @Override
    public Set<Mutation> mutations() {
        return Set.of(Mutation.EPOCH, Mutation.BEGINNING);
    }

    @Override
    public Setup setup(Setup given, Scale scale) {
        Setup needed = Settings.needsRedis(given, name());
        if (needed.plan().nodes() < 2) {
            throw new CannotRun("the scenario " + name() + " needs two nodes; --nodes 2");
        }
        return needed;
    }

    @Override
    public List<Figure> play(Stage stage, Scale scale) {
        Redis redis = stage.cluster().redis();
        List<Proxy> links = stage.cluster().redisLinks();
        SplittableRandom random = new SplittableRandom(stage.setup().seed());
        Traffic traffic = stage.traffic(stage.setup().rate(), false);
        stage.world().run(() -> stage.world().honest(true));
        Watch whole = Watch.start(stage);
        long converged = 0;
        int losses = 0;
        int rounds = Common.rounds(stage, scale, 20, 1);
        for (int round = 0; round < rounds && !stage.over(); round++) {
            traffic.set(true);
            long repairedAt = System.nanoTime();
            for (int i = 0; i < IN_A_ROW && !stage.over(); i++) {
                stage.pause(random.nextInt(500, 2_500));
                stage.arm();
                lose(stage, redis, links.get(random.nextInt(links.size())), random.nextInt(1_500));
                losses++;
                repairedAt = System.nanoTime();
            }
            stage.pause(500);
            traffic.set(false);
            converged = Math.max(converged, stage.settleAndConclude(repairedAt));
        }
        return List.of(
                Figure.of("times Redis came back empty", losses),
                Figure.of("messages acked", whole.count(Count.ACKED)),
                Figure.of("times a member was told a new epoch", whole.count(Count.EPOCHS)),
                Common.unanswered(stage),
                Figure.of("gaps", whole.count(Count.GAPS)),
                Common.disconnects(whole),
                Common.converged(stage, converged));
    }

    /** @param millis how much later than the others the node behind this link finds Redis again */
    private void lose(Stage stage, Redis redis, Proxy late, long millis) {
        Fault emptied = new Fault("Redis killed, and its data lost", "redis", true, 0, redis::kill, () -> {
            late.refuse(true);
            redis.empty();
            redis.start();
        });
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
