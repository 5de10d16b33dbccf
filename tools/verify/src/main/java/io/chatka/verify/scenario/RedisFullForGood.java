package io.chatka.verify.scenario;

import io.chatka.tools.Answer;
import io.chatka.verify.client.Mutation;
import io.chatka.verify.fault.Fault;
import io.chatka.verify.fault.Redis;
import io.chatka.verify.ledger.Count;
import io.chatka.verify.run.Figure;
import io.chatka.verify.run.Stage;
import java.util.List;
import java.util.function.Predicate;

/**
 * Redis answers, and does nothing: its memory is full, or a script keeps it busy. That lasts until
 * an operator acts.
 */
final class RedisFullForGood extends Scenario {
    /** The nodes have to say that they are not ready, and that they are again. */
    private static final long NOTICED_MILLIS = 15_000;

    /** Messages that were under way when it began are still acked. */
    private static final long UNDER_WAY_MILLIS = 500;

    private static final long ASKING_MILLIS = 1_000;

    private long refused;
    private long acked;
    private long noticed;
    private long ready;
    private boolean reasons = true;
    private boolean stayed = true;

    RedisFullForGood() {
        super(
                "redis-full-for-good",
                "memory of Redis full, or a script that does not end, for minutes: all refused, /ready says why, nothing acked lost",
                Needs.REDIS);
        repeats(20, 2);
        finds(Mutation.ACK);
    }

    @Override
    List<Figure> play(Play play) {
        Stage stage = play.stage;
        Redis redis = stage.cluster().redis();
        Fault full = Fault.memoryOfRedisFull(redis);
        Fault busy = Fault.of("a script keeps Redis busy", "redis", redis::occupy, redis::release);
        while (play.nextRound()) {
            long lasts = play.scale.of(play.round() < 2 ? 60_000 : 10_000, 3_000);
            during(play, play.round() % 2 == 0 ? full : busy, lasts);
        }
        return List.of(
                Figure.of("times Redis did nothing", play.rounds),
                play.acked(),
                Figure.of("refused while Redis did nothing", refused),
                Figure.holds("it was noticed each time", refused >= play.rounds),
                Figure.count("newly acked while Redis did nothing", acked, 0),
                Figure.millis("slowest until every node was not ready", noticed, NOTICED_MILLIS),
                Figure.holds("every node was not ready each time, and stayed so", noticed < limit(stage) && stayed),
                Figure.holds("/ready gave a reason", reasons),
                Figure.millis("slowest until every node was ready again", ready, NOTICED_MILLIS),
                Figure.holds("every node was ready again each time", ready < limit(stage)),
                play.refusals(),
                play.unanswered(),
                play.gaps(),
                play.disconnects(),
                play.live(),
                play.converged());
    }

    private void during(Play play, Fault fault, long lasts) {
        Stage stage = play.stage;
        play.traffic.set(true);
        stage.pause(300);
        stage.arm();
        stage.begin(fault);
        Watch begun = Watch.start(stage);
        stage.pause(UNDER_WAY_MILLIS);
        Watch quiet = Watch.start(stage);
        noticed = Math.max(noticed, until(stage, begun, answer -> answer.status() == 503));
        while (begun.millis() < lasts && !stage.over()) {
            reasons &= all(stage, answer -> answer.status() != 503 || givesReasons(answer));
            stage.pause(500);
        }
        stayed &= stage.over() || all(stage, answer -> answer.status() == 503);
        refused += begun.count(Count.REFUSED);
        acked += quiet.count(Count.ACKED) - quiet.count(Count.DUPLICATES);
        Watch repaired = play.repairUntilLive(fault);
        ready = Math.max(ready, until(stage, repaired, answer -> answer.status() == 200));
        play.conclude(repaired.nanos());
    }

    private static long limit(Stage stage) {
        return NOTICED_MILLIS * stage.setup().slack();
    }

    /**
     * Waits until every node answers so; returns the milliseconds since the watch began, or the
     * limit.
     */
    private static long until(Stage stage, Watch watch, Predicate<Answer> right) {
        long limit = limit(stage);
        while (watch.millis() < limit && !stage.over()) {
            if (all(stage, right)) {
                return watch.millis();
            }
            stage.pause(50);
        }
        return limit;
    }

    private static boolean all(Stage stage, Predicate<Answer> right) {
        return stage.cluster().nodes().stream()
                .map(node -> node.ask("/ready", ASKING_MILLIS * stage.setup().slack()))
                .allMatch(right);
    }

    private static boolean givesReasons(Answer answer) {
        return answer.body().matches("(?s).*\"reasons\"\\s*:\\s*\\[\\s*\"[^\"]+.*");
    }
}
