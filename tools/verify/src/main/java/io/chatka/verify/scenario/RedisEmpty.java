package io.chatka.verify.scenario;

import io.chatka.verify.client.Client;
import io.chatka.verify.fault.Fault;
import io.chatka.verify.ledger.Count;
import io.chatka.verify.run.Figure;
import io.chatka.verify.run.Stage;
import java.util.List;

/** Redis starts again with nothing, and some clients were away meanwhile. */
final class RedisEmpty extends Scenario {
    RedisEmpty() {
        super(
                "redis-empty",
                "Redis restarted empty: every client is told the new epoch, and who was away is told recovered:false",
                Needs.REDIS);
        repeats(10, 1);
    }

    @Override
    List<Figure> play(Play play) {
        Stage stage = play.stage;
        Fault emptied = Fault.redisEmptied(stage.cluster().redis());
        play.honestClients();
        List<Client> away = stage.clients().subList(0, stage.clients().size() / 4);
        List<Client> stay = stage.clients().subList(away.size(), stage.clients().size());
        long memberships = 0;
        long recovered = 0;
        while (play.nextRound()) {
            play.warmUp();
            stage.world().run(() -> away.forEach(Client::stop));
            play.traffic.set(true);
            Watch watch = Watch.start(stage);
            memberships += play.memberships(stay);
            stage.begin(emptied);
            stage.pause(200);
            Watch repaired = play.repairUntilLive(emptied);
            stage.world().run(() -> away.forEach(Client::resume));
            play.conclude(repaired.nanos());
            recovered += watch.count(Count.RECOVERED);
        }
        long told = play.whole.count(Count.EPOCHS);
        long unexpected = play.whole.count(Count.DISCONNECTS) - (long) play.rounds * away.size();
        return List.of(
                Figure.of("times Redis came back empty", play.rounds),
                Figure.of("members told while connected, of " + memberships, told),
                Figure.holds("every member told", told >= memberships),
                Figure.count("clients that were away and were told recovered:true", recovered, 0),
                play.converged(),
                Figure.count("clients disconnected", unexpected, 0));
    }
}
