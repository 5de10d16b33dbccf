package io.chatka.verify.scenario;

import io.chatka.verify.fault.Fault;
import io.chatka.verify.fault.Proxy;
import io.chatka.verify.run.Figure;
import io.chatka.verify.run.Setup;
import io.chatka.verify.run.Stage;
import java.util.List;

/** The link to Redis swallows everything, and no connection is closed. */
final class RedisCut extends Scenario {
    private static final long NOTICED_MILLIS = 15_000;

    RedisCut() {
        super(
                "redis-cut",
                "link to Redis silent, without traffic and then with: noticed within 15 s, converged within 10 s of healing",
                Needs.REDIS);
        repeats(5, 1);
    }

    @Override
    Setup setup(Setup given, Scale scale) {
        return scale == Scale.FULL ? given : given.with("chatka.redis.ping=1s");
    }

    @Override
    List<Figure> play(Play play) {
        Stage stage = play.stage;
        List<Proxy> links = stage.cluster().redisLinks();
        Fault silent = Fault.of(
                "links to Redis silent",
                "links",
                () -> links.forEach(link -> link.hold(true)),
                () -> links.forEach(link -> link.hold(false)));
        long members = play.memberships(stage.clients());
        long noticed = 0;
        while (play.nextRound()) {
            play.warmUp();
            Watch watch = Watch.start(stage);
            stage.begin(silent);
            noticed = Math.max(
                    noticed,
                    watch.until(() -> stage.world().recorder().checker().degraded() == members, NOTICED_MILLIS));
            play.traffic.set(true);
            stage.pause(play.scale.of(5_000, 500));
            stage.repair(silent);
            long repairedAt = System.nanoTime();
            stage.pause(300);
            play.conclude(repairedAt);
        }
        return List.of(
                Figure.millis("slowest until every member was told", noticed, NOTICED_MILLIS),
                play.converged(),
                play.refusals(),
                play.unanswered(),
                play.acked(),
                play.gaps(),
                play.disconnects());
    }
}
