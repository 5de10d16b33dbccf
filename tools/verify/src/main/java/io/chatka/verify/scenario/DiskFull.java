package io.chatka.verify.scenario;

import io.chatka.verify.fault.Fault;
import io.chatka.verify.fault.Redis;
import io.chatka.verify.ledger.Count;
import io.chatka.verify.run.Figure;
import io.chatka.verify.run.Stage;
import java.util.List;

/** Redis may not write: its disk is full, or its memory. */
final class DiskFull extends Scenario {
    private static final long NOTICED_MILLIS = 60_000;

    DiskFull() {
        super(
                "redis-disk-full",
                "Redis refuses to write (disk full, then memory full): a failed append is never acked, nobody disconnected",
                Needs.REDIS);
    }

    @Override
    List<Figure> play(Play play) {
        Redis redis = play.stage.cluster().redis();
        Fault disk = Fault.of("disk of Redis full", "redis", () -> redis.full(true), () -> redis.full(false));
        long refusedDisk = during(play, disk, true);
        long refusedMemory = during(play, Fault.memoryOfRedisFull(redis), true);
        // Acked messages have to be on the disk in the end.
        during(play, Fault.redisKilled(redis), false);
        return List.of(
                play.acked(),
                Figure.of("refused while the disk was full", refusedDisk),
                Figure.of("refused while the memory was full", refusedMemory),
                Figure.holds("both were noticed", refusedDisk > 0 && refusedMemory > 0),
                play.refusals(),
                play.unanswered(),
                play.gaps(),
                play.disconnects(),
                play.live(),
                play.converged());
    }

    /** @param noticed whether messages have to be refused meanwhile */
    private static long during(Play play, Fault fault, boolean noticed) {
        Stage stage = play.stage;
        if (stage.over()) {
            return 0;
        }
        play.traffic.set(true);
        stage.pause(300);
        Watch watch = Watch.start(stage);
        stage.begin(fault);
        stage.pause(play.scale.of(5_000, 1_000));
        while (noticed && watch.count(Count.REFUSED) == 0 && watch.millis() < NOTICED_MILLIS && !stage.over()) {
            stage.pause(20);
        }
        long refused = watch.count(Count.REFUSED);
        play.conclude(play.repairUntilLive(fault).nanos());
        return refused;
    }
}
