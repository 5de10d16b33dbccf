package io.chatka.verify.scenario;

import io.chatka.tools.CannotRun;
import io.chatka.verify.client.Mutation;
import io.chatka.verify.client.Pause;
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

/** A replica that is behind is promoted, and its primary dies: some of what was acked is lost, and everybody has to be told. */
final class ReplicaPromoted implements Scenario {
    private static final long IN_SYNC_MILLIS = 60_000;

    @Override
    public String name() {
        return "replica-promoted";
    }

    @Override
    public String says() {
        return "a replica that is behind is promoted under load: everybody is told a new epoch, nothing acked since is lost";
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
        return Settings.needsRedis(given, name());
    }

    @Override
    public List<Figure> play(Stage stage, Scale scale) {
        SplittableRandom random = new SplittableRandom(stage.setup().seed());
        Traffic traffic = stage.traffic(stage.setup().rate(), false);
        stage.world().run(() -> stage.world().honest(true));
        Watch whole = Watch.start(stage);
        long converged = 0;
        long least = Long.MAX_VALUE;
        int rounds = Common.rounds(stage, scale, 20, 1);
        Redis primary = stage.cluster().redis();
        Redis replica = stage.cluster().another("replica");
        try (Proxy link = Proxy.to(primary.address())) {
            for (int round = 0; round < rounds && !stage.over(); round++) {
                follow(replica, link, primary);
                traffic.set(true);
                stage.pause(random.nextInt(500, 1_500));
                stage.tell("the replica hears nothing of its primary any more", false);
                link.hold(true);
                stage.pause(random.nextInt(500, 1_500));
                stage.arm();
                long behind = primary.offset() - replica.offset();
                promote(stage, primary, replica);
                least = Math.min(least, behind);
                long repairedAt = System.nanoTime();
                stage.pause(random.nextInt(500, 2_000));
                traffic.set(false);
                converged = Math.max(converged, stage.settleAndConclude(repairedAt));
                link.hold(false);
                // The old primary comes back with nothing, as the replica of the new one.
                Redis old = primary;
                old.empty();
                old.start();
                primary = replica;
                replica = old;
            }
        }
        return List.of(
                Figure.of("times a replica was promoted", rounds),
                Figure.holds("it was behind each time", least > 0),
                Figure.of("messages acked", whole.count(Count.ACKED)),
                Figure.of("times a member was told a new epoch", whole.count(Count.EPOCHS)),
                Figure.holds("members were told", whole.count(Count.EPOCHS) > 0),
                Common.unanswered(stage),
                Figure.of("gaps", whole.count(Count.GAPS)),
                Common.disconnects(whole),
                Common.converged(stage, converged));
    }

    /** Returns when the replica has what the primary has. */
    private static void follow(Redis replica, Proxy link, Redis primary) {
        link.target(primary.address());
        primary.call("CONFIG", "SET", "repl-diskless-sync", "yes");
        primary.call("CONFIG", "SET", "repl-diskless-sync-delay", "0");
        replica.call("REPLICAOF", "127.0.0.1", Integer.toString(link.address().getPort()));
        long deadline = System.nanoTime() + IN_SYNC_MILLIS * 1_000_000;
        while (!replica.follows() || replica.offset() < primary.offset()) {
            if (System.nanoTime() > deadline) {
                throw new CannotRun("a replica of Redis was not in sync within " + IN_SYNC_MILLIS / 1_000 + " s");
            }
            Pause.millis(20);
        }
    }

    private static void promote(Stage stage, Redis primary, Redis replica) {
        Fault promoted = new Fault(
                "a replica that is behind was promoted, and its primary killed",
                "redis",
                true,
                0,
                () -> {
                    replica.call("REPLICAOF", "NO", "ONE");
                    stage.cluster().redisLinks().forEach(link -> link.target(replica.address()));
                    primary.kill();
                },
                () -> {});
        stage.begin(promoted);
        stage.repair(promoted);
    }
}
