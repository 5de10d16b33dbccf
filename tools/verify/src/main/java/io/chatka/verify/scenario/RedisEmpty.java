package io.chatka.verify.scenario;

import io.chatka.verify.client.Client;
import io.chatka.verify.client.Traffic;
import io.chatka.verify.fault.Fault;
import io.chatka.verify.fault.Redis;
import io.chatka.verify.ledger.Count;
import io.chatka.verify.run.Figure;
import io.chatka.verify.run.Setup;
import io.chatka.verify.run.Stage;
import java.util.List;

/** Redis comes back with nothing, and some clients were away meanwhile. */
final class RedisEmpty implements Scenario {
    @Override
    public String name() {
        return "redis-empty";
    }

    @Override
    public String says() {
        return "Redis restarted empty: every client is told the new epoch, and who was away is told recovered:false";
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
        Traffic traffic = stage.traffic(stage.setup().rate(), false);
        stage.world().run(() -> stage.world().honest(true));
        Watch whole = Watch.start(stage);
        List<Client> away = stage.clients().subList(0, stage.clients().size() / 4);
        List<Client> stay = stage.clients().subList(away.size(), stage.clients().size());
        long memberships = 0;
        long recovered = 0;
        long converged = 0;
        int rounds = Common.rounds(stage, scale, 10, 1);
        for (int round = 0; round < rounds && !stage.over(); round++) {
            traffic.set(true);
            stage.pause(300);
            traffic.set(false);
            stage.awaitSettled(stage.convergenceMillis()); // so that those who go have no message under way
            stage.world().run(() -> away.forEach(Client::stop));
            traffic.set(true);
            Watch watch = Watch.start(stage);
            Fault emptied = new Fault("Redis killed, and its data lost", "redis", true, 0, redis::kill, () -> {
                redis.empty();
                redis.start();
            });
            memberships += stage.world().ask(() -> stay.stream()
                    .mapToLong(client -> client.joinedRooms().size())
                    .sum());
            stage.begin(emptied);
            stage.pause(200);
            stage.repair(emptied);
            long repairedAt = System.nanoTime();
            watch.untilLive(stage.convergenceMillis());
            stage.world().run(() -> away.forEach(Client::resume));
            traffic.set(false);
            converged = Math.max(converged, stage.settleAndConclude(repairedAt));
            recovered += watch.count(Count.RECOVERED);
        }
        long unexpected = whole.count(Count.DISCONNECTS) - (long) rounds * away.size();
        return List.of(
                Figure.of("times Redis came back empty", rounds),
                Figure.of("members told while connected, of " + memberships, whole.count(Count.EPOCHS)),
                Figure.holds("every member told", whole.count(Count.EPOCHS) >= memberships),
                Figure.count("clients that were away and were told recovered:true", recovered, 0),
                Common.converged(stage, converged),
                Figure.count("clients disconnected", unexpected, 0));
    }
}
