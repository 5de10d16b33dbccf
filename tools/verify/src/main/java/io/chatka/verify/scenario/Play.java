package io.chatka.verify.scenario;

import io.chatka.verify.client.Client;
import io.chatka.verify.client.Traffic;
import io.chatka.verify.fault.Fault;
import io.chatka.verify.ledger.Count;
import io.chatka.verify.run.Figure;
import io.chatka.verify.run.Stage;
import java.util.List;
import java.util.SplittableRandom;

/**
 * One play of a scenario: its stage and traffic, its rounds, and what was slowest so far. For one
 * thread.
 */
final class Play {
    /** Two seconds, and a tenth for the way there and back. */
    private static final long ERROR_MILLIS = 2_200;

    private static final long LIVE_MILLIS = 2_000;

    final Stage stage;
    final Scale scale;
    final SplittableRandom random;
    /** Clients that speak, and do nothing else. */
    final Traffic traffic;
    /** From the beginning on. */
    final Watch whole;

    final int rounds;
    private int round = -1;
    private long slowestLive;
    private long slowestConvergence;

    Play(Stage stage, Scale scale, int rounds) {
        this.stage = stage;
        this.scale = scale;
        this.rounds = rounds;
        this.random = new SplittableRandom(stage.setup().seed());
        this.traffic = stage.traffic(stage.setup().rate(), false);
        this.whole = Watch.start(stage);
    }

    /** Goes on to the next round; false if there is none, or no sense in it. */
    boolean nextRound() {
        return ++round < rounds && !stage.over();
    }

    /** From 0. */
    int round() {
        return round;
    }

    /** Reconnecting clients always send their true last place. */
    void honestClients() {
        stage.world().run(() -> stage.world().honest(true));
    }

    /** In how many rooms those clients are, all together. */
    long memberships(List<Client> clients) {
        return stage.world().ask(() -> clients.stream()
                .mapToLong(client -> client.joinedRooms().size())
                .sum());
    }

    /** Traffic for a while, and then quiet, so that no message is under way. */
    void warmUp() {
        traffic.set(true);
        stage.pause(300);
        traffic.set(false);
        stage.awaitSettled(stage.convergenceMillis());
    }

    /** Repairs the fault, and waits until every node takes messages again. */
    Watch repairUntilLive(Fault fault) {
        stage.repair(fault);
        Watch repaired = Watch.start(stage);
        slowestLive = Math.max(slowestLive, repaired.untilLive(stage.convergenceMillis()));
        return repaired;
    }

    /**
     * Ends the traffic, waits until all is quiet and equal, and has the ledgers checked.
     *
     * @param repairedAt nanoseconds of {@link System#nanoTime} from which convergence counts
     * @param beside installations beside the stage
     */
    void conclude(long repairedAt, Stage... beside) {
        traffic.set(false);
        slowestConvergence = Math.max(slowestConvergence, stage.settleAndConclude(repairedAt));
        for (Stage each : beside) {
            slowestConvergence = Math.max(slowestConvergence, each.settleAndConclude(repairedAt));
        }
    }

    Figure acked() {
        return Figure.of("messages acked", whole.count(Count.ACKED));
    }

    Figure refusals() {
        long slowest = stage.world().ask(() -> stage.world().timings().slowestRefusal());
        return Figure.millis("slowest error to a message", slowest, ERROR_MILLIS);
    }

    Figure unanswered() {
        long never = stage.world().ask(() -> stage.world().timings().neverAnswered());
        long seconds = stage.world().answerSeconds();
        return Figure.count("messages that were answered neither ok nor error within " + seconds + " s", never, 0);
    }

    Figure disconnects() {
        return Figure.count("clients disconnected", whole.count(Count.DISCONNECTS), 0);
    }

    Figure gaps() {
        return Figure.count("gaps", whole.count(Count.GAPS), 0);
    }

    Figure notRecovered() {
        long others = whole.count(Count.RETURNS) - whole.count(Count.RECOVERED);
        return Figure.count("clients that came back and were not recovered", others, 0);
    }

    Figure live() {
        return Figure.millis("slowest until every node took messages again", slowestLive, LIVE_MILLIS);
    }

    Figure converged() {
        return Figure.millis("slowest convergence after the repair", slowestConvergence, stage.convergenceMillis());
    }
}
