package io.chatka.verify.scenario;

import io.chatka.tools.Node;
import io.chatka.verify.client.Mutation;
import io.chatka.verify.client.Traffic;
import io.chatka.verify.fault.Fault;
import io.chatka.verify.fault.Redis;
import io.chatka.verify.ledger.Count;
import io.chatka.verify.run.Figure;
import io.chatka.verify.run.Setup;
import io.chatka.verify.run.Stage;
import java.util.List;
import java.util.stream.Stream;

/**
 * Two installations share a Redis, and their rooms have the same names. Each has a ledger of its
 * own.
 */
final class TwoInstallations extends Scenario {
    private static final long COUNTED_MILLIS = 15_000;

    private final int database;
    private final String[] settings;
    private final String[] settingsBeside;

    private TwoInstallations(String name, String summary, int database, String[] settings, String[] settingsBeside) {
        super(name, summary, Needs.REDIS);
        repeats(20, database == 0 ? 1 : 2);
        finds(Mutation.FOREIGN);
        this.database = database;
        this.settings = settings;
        this.settingsBeside = settingsBeside;
    }

    static TwoInstallations byDatabase() {
        String summary =
                "two installations in databases 0 and 1 of one Redis, which fails: neither hears, disturbs or counts the other";
        return new TwoInstallations("two-databases", summary, 1, new String[0], new String[0]);
    }

    static TwoInstallations byPrefix() {
        String summary = "the same in one database, with a prefix each";
        String[] one = {"chatka.redis.prefix=one"};
        String[] two = {"chatka.redis.prefix=two"};
        return new TwoInstallations("two-prefixes", summary, 0, one, two);
    }

    @Override
    Setup setup(Setup given, Scale scale) {
        return given.with(settings);
    }

    @Override
    List<Figure> play(Play play) {
        Stage stage = play.stage;
        Setup setup = stage.setup();
        Setup its = setup.with(settingsBeside).withoutMutation().withSeed(setup.seed() + 1);
        Stage other = stage.beside(its, database);
        List<Stage> both = List.of(stage, other);
        List<Traffic> traffic =
                both.stream().map(each -> each.traffic(setup.rate() / 2, true)).toList();
        Watch wholeOther = Watch.start(other);
        long counted = 0;
        while (play.nextRound()) {
            Fault fault = fault(stage.cluster().redis(), play.round());
            traffic.forEach(each -> each.set(true));
            stage.arm();
            stage.pause(play.random.nextInt(500, 1_500));
            both.forEach(each -> begin(stage, each, fault));
            stage.pause(play.random.nextInt(500));
            stage.repair(fault);
            long repairedAt = System.nanoTime();
            stage.pause(play.random.nextInt(500, 1_500));
            traffic.forEach(each -> each.set(false));
            play.conclude(repairedAt, other);
            counted = Math.max(counted, untilCounted(stage, both));
        }
        return List.of(
                Figure.of("rounds", play.rounds),
                Figure.of("messages acked in the one", play.whole.count(Count.ACKED)),
                Figure.of("messages acked in the other", wholeOther.count(Count.ACKED)),
                Figure.count("gaps in the other", wholeOther.count(Count.GAPS), 0),
                play.gaps(),
                Figure.millis("slowest until every node counted the nodes of its own", counted, COUNTED_MILLIS),
                Figure.holds("every node counted the nodes of its own", counted < limit(stage)),
                play.converged());
    }

    /** The fault happens once, and stands in every ledger. */
    private static void begin(Stage first, Stage each, Fault fault) {
        if (each == first) {
            each.begin(fault);
        } else {
            each.tell(fault.name(), fault.forgetting());
        }
    }

    private static Fault fault(Redis redis, int round) {
        return switch (round % 3) {
            case 0 -> Fault.redisKilled(redis);
            case 1 -> Fault.redisEmptied(redis);
            default -> Fault.pubSubKilled(redis);
        };
    }

    private static long limit(Stage stage) {
        return COUNTED_MILLIS * stage.setup().slack();
    }

    /**
     * Waits until each node knows as many as there are in its installation; returns the
     * milliseconds, or the limit.
     */
    private static long untilCounted(Stage stage, List<Stage> both) {
        Watch watch = Watch.start(stage);
        while (watch.millis() < limit(stage) && !stage.over()) {
            if (both.stream().flatMap(TwoInstallations::counts).allMatch(right -> right)) {
                return watch.millis();
            }
            stage.pause(100);
        }
        return stage.over() ? watch.millis() : limit(stage);
    }

    private static Stream<Boolean> counts(Stage stage) {
        List<Node> nodes = stage.cluster().nodes();
        return nodes.stream().map(node -> node.metric("chatka_cluster_nodes") == nodes.size());
    }
}
