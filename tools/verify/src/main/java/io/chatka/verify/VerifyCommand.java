package io.chatka.verify;

import io.chatka.tools.CannotRun;
import io.chatka.tools.Options;
import io.chatka.tools.Results;
import io.chatka.tools.StatusLine;
import io.chatka.tools.Stop;
import io.chatka.verify.client.Mutation;
import io.chatka.verify.fault.Cluster;
import io.chatka.verify.run.Report;
import io.chatka.verify.run.Rounds;
import io.chatka.verify.run.Setup;
import io.chatka.verify.run.Soak;
import io.chatka.verify.run.Stage;
import io.chatka.verify.scenario.Scale;
import io.chatka.verify.scenario.Scenario;
import io.chatka.verify.scenario.Scenarios;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The options of {@code chatka verify}. */
@Command(
        name = "chatka verify",
        description = "Checks that Chatka loses no message, also when the network, a node or Redis fails.",
        sortOptions = false,
        footer = {
            "",
            "Without --url it starts nodes and a Redis of its own, on free ports of 127.0.0.1, and stops them.",
            "",
            "Exit code: 0 nothing was lost, 1 the promise was broken or a figure missed its target, 2 a wrong option or"
                    + " something is missing, 130 after Ctrl-C (it shows and writes the results so far)."
        })
final class VerifyCommand implements Callable<Integer> {
    private static final String ALL = "all";

    /** The options that do not change what happens. */
    private static final Set<String> OF_THIS_RUN = Set.of("--seed", "--json", "--redis-server", "--server-jar");

    private final Stop stop;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--rounds",
            paramLabel = "N",
            description = "Rounds of traffic, faults, repair and check (20; with --scenario as it says).")
    private String rounds;

    @Option(
            names = "--duration",
            paramLabel = "TIME",
            description = "Instead: rounds for this time, such as 30m, and what the servers use before and after.")
    private String duration;

    @Option(
            names = "--scenario",
            paramLabel = "NAME",
            description = "Instead: one fault with its figure; all for each in turn.")
    private String scenario;

    @Option(names = "--list", description = "List the scenarios.")
    private boolean list;

    @Option(names = "--nodes", paramLabel = "N", description = "Nodes to start (2).")
    private String nodes;

    @Option(names = "--embedded", description = "One node without Redis.")
    private boolean embedded;

    @Option(
            names = "--redis-server",
            paramLabel = "FILE",
            description = "The program to start as Redis (redis-server on the PATH).")
    private String redisServer;

    @Option(
            names = "--url",
            paramLabel = "URL",
            description =
                    "A running server (ws://...), without rate limits; give it once for each node. verify then breaks only"
                            + " the links to clients.")
    private List<String> urls = List.of();

    @Option(names = "--clients", paramLabel = "N", description = "Clients (40; 2000 with --duration).")
    private String clients;

    @Option(names = "--rooms", paramLabel = "N", description = "Rooms, of which each client is in up to 3 (8; 200).")
    private String rooms;

    @Option(names = "--rate", paramLabel = "N", description = "Messages a second, all clients together (300).")
    private String rate;

    @Option(names = "--seed", paramLabel = "N", description = "Repeats the choices of an earlier run.")
    private String seed;

    @Option(
            names = "--mutate",
            paramLabel = "KIND",
            description =
                    "Spoil something on purpose; the run has to end with 1. A message in each round: drop, duplicate, swap"
                            + " or forge. With --scenario also the kinds that --list names for it.")
    private Mutation mutate;

    @Option(
            names = "--slack",
            paramLabel = "N",
            description = "For a slow or busy machine: everything may take N times longer than promised (1).")
    private String slack;

    @Option(names = "--json", paramLabel = "FILE", description = "Write the results as JSON.")
    private Path json;

    @Option(
            names = "--server-jar",
            paramLabel = "FILE",
            description = "The server to start (the one that ./chatka serve starts).")
    private Path serverJar;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    private boolean help;

    @Option(
            names = {"-V", "--version"},
            versionHelp = true,
            description = "Show the version.")
    private boolean version;

    VerifyCommand(Stop stop) {
        this.stop = stop;
    }

    @Override
    public Integer call() {
        if (list) {
            Scenarios.all()
                    .forEach(each -> System.out.printf("%-16s %s%s%n", each.name(), each.summary(), mutations(each)));
            return 0;
        }
        Options.writable("--json", json);
        int count = Options.whole("--rounds", rounds, 20, 1, 1_000_000);
        Duration time = Options.time("--duration", duration);
        Setup setup = setup();
        if (scenario != null) {
            return scenarios(setup.withRounds(rounds == null ? 0 : count));
        }
        if (mutate != null && !Mutation.OF_MESSAGES.contains(mutate)) {
            throw new CannotRun("--mutate " + mutate.name().toLowerCase(Locale.ROOT)
                    + " needs a scenario; --list names those that find it");
        }
        StatusLine progress = StatusLine.onStandardError();
        progress.line(setup.describe());
        Report report;
        try (Stage stage = Stage.open(setup, stop)) {
            report = time == null ? rounds(stage, count, progress) : new Soak(stage, stop, progress).run(time);
        }
        progress.wipe();
        System.out.print(Summary.of(report, again(setup)));
        Results.write("JSON", json, () -> JsonReport.of(report));
        return report.clean() ? 0 : 1;
    }

    private Report rounds(Stage stage, int count, StatusLine progress) {
        Rounds some = new Rounds(stage, stop, progress, 0);
        some.play(count, null);
        return some.report(List.of());
    }

    private int scenarios(Setup setup) {
        if (duration != null) {
            throw new CannotRun("--scenario says what there is to do; leave out --duration");
        }
        if (ALL.equals(scenario) && json != null) {
            throw new CannotRun("--json takes the results of one run; choose one scenario");
        }
        List<Scenario> chosen = ALL.equals(scenario) ? Scenarios.all() : List.of(Scenarios.named(scenario));
        for (Scenario each : chosen) {
            if (rounds != null && !each.hasRounds() && !ALL.equals(scenario)) {
                throw new CannotRun("the scenario " + each.name() + " is played once; leave out --rounds");
            }
            if (mutate != null && !each.mutations().contains(mutate)) {
                throw new CannotRun("--mutate " + mutate.name().toLowerCase(Locale.ROOT)
                        + " is nothing that the scenario " + each.name() + " would find; " + remedy(each));
            }
        }
        int exit = 0;
        for (Scenario each : chosen) {
            System.err.println(each.name() + ": " + each.summary());
            Report report = Scenarios.run(each, setup, Scale.FULL, stop);
            System.out.print(Summary.of(report, again(setup)));
            Results.write("JSON", json, () -> JsonReport.of(report));
            exit = Math.max(exit, report.clean() ? 0 : 1);
            if (stop.requested()) {
                break;
            }
        }
        return exit;
    }

    private static String mutations(Scenario scenario) {
        return scenario.mutations().isEmpty() ? "" : " (--mutate " + names(scenario) + ')';
    }

    private static String remedy(Scenario scenario) {
        return scenario.mutations().isEmpty() ? "leave it out" : "it finds " + names(scenario);
    }

    private static String names(Scenario scenario) {
        return scenario.mutations().stream()
                .map(each -> each.name().toLowerCase(Locale.ROOT))
                .sorted()
                .collect(Collectors.joining(", "));
    }

    /** The command that repeats the run. */
    private String again(Setup setup) {
        String options = spec.commandLine().getParseResult().matchedOptionsSet().stream()
                .filter(option -> !OF_THIS_RUN.contains(option.longestName()))
                .flatMap(option -> option.originalStringValues().stream()
                        .map(value ->
                                " " + option.longestName() + (option.arity().max() == 0 ? "" : " " + value)))
                .collect(Collectors.joining());
        return "./chatka verify --seed " + setup.seed() + options;
    }

    private Setup setup() {
        boolean soak = duration != null;
        if (soak && rounds != null) {
            throw new CannotRun("--rounds and --duration are two ways to say how long; choose one");
        }
        int places = Options.whole("--rooms", rooms, soak ? 200 : Setup.ROOMS, 1, 10_000);
        int people = Options.whole("--clients", clients, soak ? 2_000 : Setup.CLIENTS, 2, 20_000);
        int perSecond = Options.whole("--rate", rate, 300, 1, 100_000);
        Setup.Load load = new Setup.Load(people, places, perSecond);
        long random = Options.whole("--seed", seed, ThreadLocalRandom.current().nextLong(1_000_000_000));
        int times = Options.whole("--slack", slack, 1, 1, 100);
        if (!urls.isEmpty()) {
            if (embedded || nodes != null || redisServer != null || serverJar != null) {
                throw new CannotRun("with --url nothing is started; leave out --nodes, --embedded, --redis-server and"
                        + " --server-jar");
            }
            List<InetSocketAddress> servers = urls.stream().map(Servers::at).toList();
            return new Setup(servers, null, load, new Setup.Check(random, mutate, 0, 0, times));
        }
        Setup.Check check = new Setup.Check(random, mutate, Servers.HISTORY, 0, times);
        return new Setup(List.of(), plan(times), load, check);
    }

    private Cluster.Plan plan(int times) {
        if (embedded && (nodes != null || redisServer != null)) {
            throw new CannotRun("--embedded is one node without Redis; leave out --nodes and --redis-server");
        }
        int count = embedded ? 1 : Options.whole("--nodes", nodes, 2, 1, 16);
        String redis = embedded ? null : Servers.redis(redisServer);
        Cluster.Plan.Server server =
                new Cluster.Plan.Server(Servers.command(serverJar), Servers.settings(times), Map.of());
        return new Cluster.Plan(count, server, redis, null);
    }
}
