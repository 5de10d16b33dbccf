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
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/** Two installations share a Redis, and their rooms have the same names. Each has a ledger of its own. */
final class TwoInstallations implements Scenario {
    private static final long COUNTED_MILLIS = 15_000;

    private final String name;
    private final String says;
    private final int database;
    private final String[] settings;
    private final String[] settingsBeside;

    private TwoInstallations(String name, String says, int database, String[] settings, String[] settingsBeside) {
        this.name = name;
        this.says = says;
        this.database = database;
        this.settings = settings;
        this.settingsBeside = settingsBeside;
    }

    static TwoInstallations byDatabase() {
        String says =
                "two installations in databases 0 and 1 of one Redis, which fails: neither hears, disturbs or counts the other";
        return new TwoInstallations("two-databases", says, 1, new String[0], new String[0]);
    }

    static TwoInstallations byPrefix() {
        String says = "the same in one database, with a prefix each";
        String[] one = {"chatka.redis.prefix=one"};
        String[] two = {"chatka.redis.prefix=two"};
        return new TwoInstallations("two-prefixes", says, 0, one, two);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String says() {
        return says;
    }

    @Override
    public boolean hasRounds() {
        return true;
    }

    @Override
    public Set<Mutation> mutations() {
        return Set.of(Mutation.FOREIGN);
    }

    @Override
    public Setup setup(Setup given, Scale scale) {
        return Settings.with(Settings.needsRedis(given, name()), settings);
    }

    @Override
    public List<Figure> play(Stage stage, Scale scale) {
        Setup setup = stage.setup();
        Stage other = stage.beside(
                Settings.with(setup, settingsBeside).withoutMutation().withSeed(setup.seed() + 1), database);
        List<Stage> both = List.of(stage, other);
        SplittableRandom random = new SplittableRandom(setup.seed());
        List<Traffic> traffic =
                both.stream().map(each -> each.traffic(setup.rate() / 2, true)).toList();
        List<Watch> whole = both.stream().map(Watch::start).toList();
        long converged = 0;
        long counted = 0;
        int rounds = Common.rounds(stage, scale, 20, database == 0 ? 1 : 2);
        for (int round = 0; round < rounds && !stage.over(); round++) {
            Fault fault = fault(stage.cluster().redis(), round);
            traffic.forEach(each -> each.set(true));
            stage.arm();
            stage.pause(random.nextInt(500, 1_500));
            both.forEach(each -> begin(stage, each, fault));
            stage.pause(random.nextInt(500));
            stage.repair(fault);
            long repairedAt = System.nanoTime();
            stage.pause(random.nextInt(500, 1_500));
            traffic.forEach(each -> each.set(false));
            for (Stage each : both) {
                converged = Math.max(converged, each.settleAndConclude(repairedAt));
            }
            counted = Math.max(counted, untilCounted(stage, both));
        }
        return List.of(
                Figure.of("rounds", rounds),
                Figure.of("messages acked in the one", whole.get(0).count(Count.ACKED)),
                Figure.of("messages acked in the other", whole.get(1).count(Count.ACKED)),
                Figure.count("gaps in the other", whole.get(1).count(Count.GAPS), 0),
                Common.gaps(whole.get(0)),
                Figure.millis("slowest until every node counted the nodes of its own", counted, COUNTED_MILLIS),
                Figure.holds("every node counted the nodes of its own", counted < limit(stage)),
                Common.converged(stage, converged));
    }

    /** The fault is done once, and told in every ledger. */
    private static void begin(Stage first, Stage each, Fault fault) {
        if (each == first) {
            each.begin(fault);
        } else {
            each.tell(fault.name(), fault.forgetting());
        }
    }

    private static Fault fault(Redis redis, int round) {
        return switch (round % 3) {
            case 0 -> new Fault("Redis killed", "redis", false, 0, redis::kill, redis::start);
            case 1 ->
                new Fault("Redis killed, and its data lost", "redis", true, 0, redis::kill, () -> {
                    redis.empty();
                    redis.start();
                });
            default ->
                new Fault(
                        "Pub/Sub connections killed",
                        "redis",
                        false,
                        0,
                        () -> redis.call("CLIENT", "KILL", "TYPE", "pubsub"),
                        () -> {});
        };
    }

    private static long limit(Stage stage) {
        return COUNTED_MILLIS * stage.setup().slack();
    }

    /** Waits until each node knows as many as there are in its installation; returns the milliseconds, or the limit. */
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
