package io.chatka.verify.scenario;

import io.chatka.verify.client.Traffic;
import io.chatka.verify.fault.Fault;
import io.chatka.verify.fault.Redis;
import io.chatka.verify.ledger.Count;
import io.chatka.verify.run.Figure;
import io.chatka.verify.run.Setup;
import io.chatka.verify.run.Stage;
import java.util.List;

/** Redis may not write: its disk is full, or its memory. */
final class DiskFull implements Scenario {
    private static final long NOTICED_MILLIS = 60_000;

    private long slowestLive;
    private long slowestConvergence;

    @Override
    public String name() {
        return "redis-disk-full";
    }

    @Override
    public String says() {
        return "Redis refuses to write (disk full, then memory full): a failed append is never acked, nobody disconnected";
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
        Fault disk =
                new Fault("disk of Redis full", "redis", false, 0, () -> redis.full(true), () -> redis.full(false));
        Fault memory = new Fault(
                "memory of Redis full",
                "redis",
                false,
                0,
                () -> redis.call("CONFIG", "SET", "maxmemory", "1"),
                () -> redis.call("CONFIG", "SET", "maxmemory", "0"));
        // What was acked has to be on the disk in the end.
        Fault killed = new Fault("Redis killed", "redis", false, 0, redis::kill, redis::start);
        long refusedDisk = during(stage, traffic, disk, scale, true);
        long refusedMemory = during(stage, traffic, memory, scale, true);
        during(stage, traffic, killed, scale, false);
        return List.of(
                Figure.of("messages acked", whole.count(Count.ACKED)),
                Figure.of("refused while the disk was full", refusedDisk),
                Figure.of("refused while the memory was full", refusedMemory),
                Figure.holds("both were noticed", refusedDisk > 0 && refusedMemory > 0),
                Common.refusals(stage),
                Common.unanswered(stage),
                Common.gaps(whole),
                Common.disconnects(whole),
                Common.live(slowestLive),
                Common.converged(stage, slowestConvergence));
    }

    /** @param noticed whether messages have to be refused meanwhile */
    private long during(Stage stage, Traffic traffic, Fault fault, Scale scale, boolean noticed) {
        if (stage.over()) {
            return 0;
        }
        traffic.set(true);
        stage.pause(300);
        Watch watch = Watch.start(stage);
        stage.begin(fault);
        stage.pause(scale.of(5_000, 1_000));
        while (noticed && watch.count(Count.REFUSED) == 0 && watch.millis() < NOTICED_MILLIS && !stage.over()) {
            stage.pause(20);
        }
        long refused = watch.count(Count.REFUSED);
        stage.repair(fault);
        Watch repaired = Watch.start(stage);
        slowestLive = Math.max(slowestLive, repaired.untilLive(stage.convergenceMillis()));
        traffic.set(false);
        slowestConvergence = Math.max(slowestConvergence, stage.settleAndConclude(repaired.nanos()));
        return refused;
    }
}
