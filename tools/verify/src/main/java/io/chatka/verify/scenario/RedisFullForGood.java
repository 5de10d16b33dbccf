package io.chatka.verify.scenario;

import io.chatka.tools.Answer;
import io.chatka.verify.client.Mutation;
import io.chatka.verify.client.Traffic;
import io.chatka.verify.fault.Fault;
import io.chatka.verify.fault.Redis;
import io.chatka.verify.ledger.Count;
import io.chatka.verify.run.Figure;
import io.chatka.verify.run.Setup;
import io.chatka.verify.run.Stage;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/** Redis answers, and does nothing: its memory is full, or a script keeps it busy. That lasts until somebody lends a hand. */
final class RedisFullForGood implements Scenario {
    /** The nodes have to say that they are not ready, and that they are again. */
    private static final long NOTICED_MILLIS = 15_000;

    /** What was on its way when it began is acked still. */
    private static final long UNDER_WAY_MILLIS = 500;

    private static final long ASKING_MILLIS = 1_000;

    private long refused;
    private long acked;
    private long noticed;
    private long ready;
    private long live;
    private long converged;
    private boolean reasons = true;
    private boolean stayed = true;

    @Override
    public String name() {
        return "redis-full-for-good";
    }

    @Override
    public String says() {
        return "memory of Redis full, or a script that does not end, for minutes: all refused, /ready says why, nothing acked lost";
    }

    @Override
    public boolean hasRounds() {
        return true;
    }

    @Override
    public Set<Mutation> mutations() {
        return Set.of(Mutation.ACK);
    }

    @Override
    public Setup setup(Setup given, Scale scale) {
        return Settings.needsRedis(given, name());
    }

    @Override
    public List<Figure> play(Stage stage, Scale scale) {
        Redis redis = stage.cluster().redis();
        Traffic traffic = stage.traffic(stage.setup().rate(), false);
        Watch whole = Watch.start(stage);
        Fault full = new Fault(
                "memory of Redis full",
                "redis",
                false,
                0,
                () -> redis.call("CONFIG", "SET", "maxmemory", "1"),
                () -> redis.call("CONFIG", "SET", "maxmemory", "0"));
        Fault busy = new Fault("a script keeps Redis busy", "redis", false, 0, redis::occupy, redis::release);
        int rounds = Common.rounds(stage, scale, 20, 2);
        for (int round = 0; round < rounds && !stage.over(); round++) {
            long lasts = scale.of(round < 2 ? 60_000 : 10_000, 3_000);
            during(stage, traffic, round % 2 == 0 ? full : busy, lasts);
        }
        return List.of(
                Figure.of("times Redis did nothing", rounds),
                Figure.of("messages acked", whole.count(Count.ACKED)),
                Figure.of("refused while Redis did nothing", refused),
                Figure.holds("it was noticed each time", refused >= rounds),
                Figure.count("newly acked while Redis did nothing", acked, 0),
                Figure.millis("slowest until every node was not ready", noticed, NOTICED_MILLIS),
                Figure.holds("every node was not ready each time, and stayed so", noticed < limit(stage) && stayed),
                Figure.holds("/ready gave a reason", reasons),
                Figure.millis("slowest until every node was ready again", ready, NOTICED_MILLIS),
                Figure.holds("every node was ready again each time", ready < limit(stage)),
                Common.refusals(stage),
                Common.unanswered(stage),
                Common.gaps(whole),
                Common.disconnects(whole),
                Common.live(live),
                Common.converged(stage, converged));
    }

    private void during(Stage stage, Traffic traffic, Fault fault, long lasts) {
        traffic.set(true);
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
        stage.repair(fault);
        Watch repaired = Watch.start(stage);
        live = Math.max(live, repaired.untilLive(stage.convergenceMillis()));
        ready = Math.max(ready, until(stage, repaired, answer -> answer.status() == 200));
        traffic.set(false);
        converged = Math.max(converged, stage.settleAndConclude(repaired.nanos()));
    }

    private static long limit(Stage stage) {
        return NOTICED_MILLIS * stage.setup().slack();
    }

    /** Waits until every node answers so; returns the milliseconds since the watch began, or the limit. */
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
