package io.chatka.verify.scenario;

import io.chatka.tools.CannotRun;
import io.chatka.verify.client.Mutation;
import io.chatka.verify.client.Pause;
import io.chatka.verify.fault.Fault;
import io.chatka.verify.fault.Proxy;
import io.chatka.verify.fault.Redis;
import io.chatka.verify.ledger.Count;
import io.chatka.verify.run.Figure;
import io.chatka.verify.run.Stage;
import java.util.List;

/**
 * A replica that is behind is promoted, and its primary dies: acked messages are lost, and every
 * member has to learn it.
 */
final class ReplicaPromoted extends Scenario {
    private static final long IN_SYNC_MILLIS = 60_000;

    ReplicaPromoted() {
        super(
                "replica-promoted",
                "a replica that is behind is promoted under load: everybody is told a new epoch, nothing acked since is lost",
                Needs.REDIS);
        repeats(20, 1);
        finds(Mutation.EPOCH, Mutation.BEGINNING);
    }

    @Override
    List<Figure> play(Play play) {
        Stage stage = play.stage;
        play.honestClients();
        long least = Long.MAX_VALUE;
        Redis primary = stage.cluster().redis();
        Redis replica = stage.cluster().another("replica");
        try (Proxy link = Proxy.to(primary.address())) {
            while (play.nextRound()) {
                follow(replica, link, primary);
                play.traffic.set(true);
                stage.pause(play.random.nextInt(500, 1_500));
                stage.tell("the replica hears nothing of its primary any more", false);
                link.hold(true);
                stage.pause(play.random.nextInt(500, 1_500));
                stage.arm();
                long behind = primary.offset() - replica.offset();
                promote(stage, primary, replica);
                least = Math.min(least, behind);
                long repairedAt = System.nanoTime();
                stage.pause(play.random.nextInt(500, 2_000));
                play.conclude(repairedAt);
                link.hold(false);
                // The old primary starts again with nothing, as the replica of the new one.
                Redis old = primary;
                old.empty();
                old.start();
                primary = replica;
                replica = old;
            }
        }
        return List.of(
                Figure.of("times a replica was promoted", play.rounds),
                Figure.holds("it was behind each time", least > 0),
                play.acked(),
                Figure.of("times a member was told a new epoch", play.whole.count(Count.EPOCHS)),
                Figure.holds("members were told", play.whole.count(Count.EPOCHS) > 0),
                play.unanswered(),
                Figure.of("gaps", play.whole.count(Count.GAPS)),
                play.disconnects(),
                play.converged());
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
        Fault promoted = Fault.once("a replica that is behind was promoted, and its primary killed", "redis", () -> {
            replica.call("REPLICAOF", "NO", "ONE");
            stage.cluster().redisLinks().forEach(link -> link.target(replica.address()));
            primary.kill();
        });
        stage.begin(promoted.forgetting(true));
    }
}
