package io.chatka.verify.scenario;

import io.chatka.verify.client.Traffic;
import io.chatka.verify.fault.Fault;
import io.chatka.verify.fault.Proxy;
import io.chatka.verify.ledger.Count;
import io.chatka.verify.run.Figure;
import io.chatka.verify.run.Setup;
import io.chatka.verify.run.Stage;
import java.util.List;

/** The link to Redis swallows everything, and no connection is closed. */
final class RedisCut implements Scenario {
    private static final long NOTICED_MILLIS = 15_000;

    @Override
    public String name() {
        return "redis-cut";
    }

    @Override
    public String says() {
        return "link to Redis silent, without traffic and then with: noticed within 15 s, converged within 10 s of healing";
    }

    @Override
    public boolean hasRounds() {
        return true;
    }

    @Override
    public Setup setup(Setup given, Scale scale) {
        Setup needed = Settings.needsRedis(given, name());
        return scale == Scale.FULL ? needed : Settings.with(needed, "chatka.redis.ping=1s");
    }

    @Override
    public List<Figure> play(Stage stage, Scale scale) {
        List<Proxy> links = stage.cluster().redisLinks();
        Traffic traffic = stage.traffic(stage.setup().rate(), false);
        Watch whole = Watch.start(stage);
        long members = stage.world().ask(() -> stage.clients().stream()
                .mapToLong(client -> client.joinedRooms().size())
                .sum());
        long noticed = 0;
        long converged = 0;
        int rounds = Common.rounds(stage, scale, 5, 1);
        for (int round = 0; round < rounds && !stage.over(); round++) {
            traffic.set(true);
            stage.pause(300);
            traffic.set(false);
            stage.awaitSettled(stage.convergenceMillis());
            Fault silent = new Fault(
                    "links to Redis silent",
                    "links",
                    false,
                    0,
                    () -> links.forEach(link -> link.hold(true)),
                    () -> links.forEach(link -> link.hold(false)));
            Watch watch = Watch.start(stage);
            stage.begin(silent);
            noticed = Math.max(
                    noticed,
                    watch.until(() -> stage.world().recorder().checker().degraded() == members, NOTICED_MILLIS));
            traffic.set(true);
            stage.pause(scale.of(5_000, 500));
            stage.repair(silent);
            long repairedAt = System.nanoTime();
            stage.pause(300);
            traffic.set(false);
            converged = Math.max(converged, stage.settleAndConclude(repairedAt));
        }
        return List.of(
                Figure.millis("slowest until every member was told", noticed, NOTICED_MILLIS),
                Common.converged(stage, converged),
                Common.refusals(stage),
                Common.unanswered(stage),
                Figure.of("messages acked", whole.count(Count.ACKED)),
                Common.gaps(whole),
                Common.disconnects(whole));
    }
}
