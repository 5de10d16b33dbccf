package io.chatka.verify.scenario;

import io.chatka.verify.fault.Fault;
import io.chatka.verify.ledger.Count;
import io.chatka.verify.run.Figure;
import java.util.List;

/** {@code kill -9} of a Redis with an append-only file, under load, again and again. */
final class RedisKilled extends Scenario {
    RedisKilled() {
        super(
                "redis-killed",
                "Redis killed (-9) and started again, 100 times under load: nothing acked is lost, live again within 2 s",
                Needs.REDIS);
        repeats(100, 2);
    }

    @Override
    List<Figure> play(Play play) {
        Fault killed = Fault.redisKilled(play.stage.cluster().redis());
        while (play.nextRound()) {
            play.traffic.set(true);
            play.stage.pause(play.random.nextInt(100, 400));
            play.stage.begin(killed);
            play.stage.pause(play.random.nextInt(0, 500));
            play.conclude(play.repairUntilLive(killed).nanos());
        }
        return List.of(
                Figure.of("times Redis was killed", play.rounds),
                Figure.of("messages acked, and none of them lost", play.whole.count(Count.ACKED)),
                play.live(),
                play.converged(),
                play.refusals(),
                play.unanswered(),
                play.gaps(),
                play.disconnects());
    }
}
