package io.chatka.verify.scenario;

import io.chatka.tools.CannotRun;
import io.chatka.tools.Jvm;
import io.chatka.tools.Node;
import io.chatka.verify.client.Traffic;
import io.chatka.verify.fault.Cluster;
import io.chatka.verify.fault.Fault;
import io.chatka.verify.ledger.Count;
import io.chatka.verify.run.Figure;
import io.chatka.verify.run.Setup;
import io.chatka.verify.run.Stage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The wall clock of the nodes jumps, there and back. */
final class ClockMoved implements Scenario {
    /** Seconds. */
    private static final List<String> OFFSETS = List.of("+3600", "+0", "-3600", "+0");

    private static final long TOLERANCE_SECONDS = 60;

    /** The default; nobody is refused in time, if the clock is all that is wrong. */
    private static final int COMMAND_SECONDS = 2;

    private final Path clock = newClock();

    @Override
    public String name() {
        return "clock-moved";
    }

    @Override
    public String says() {
        return "clock of the nodes an hour ahead, then an hour behind, under load: order, timers and limits go on";
    }

    private static Path newClock() {
        try {
            Path file = Files.createTempFile("chatka-clock-", "");
            file.toFile().deleteOnExit();
            Files.writeString(file, "+0");
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Optional<Path> library() {
        return Stream.of("x86_64-linux-gnu", "aarch64-linux-gnu", ".")
                .map(folder -> Path.of("/usr/lib", folder, "faketime", "libfaketimeMT.so.1"))
                .filter(Files::isReadable)
                .findFirst();
    }

    @Override
    public Setup setup(Setup given, Scale scale) {
        Cluster.Plan plan = Settings.needsNodes(given, name()).plan();
        Path library = library()
                .orElseThrow(() -> new CannotRun("the scenario " + name()
                        + " needs libfaketime, which is not here; install it (Debian: apt-get install faketime)"));
        Map<String, String> environment = new HashMap<>(plan.environment());
        environment.put("LD_PRELOAD", library.toString());
        environment.put("FAKETIME_TIMESTAMP_FILE", clock.toString());
        environment.put("FAKETIME_CACHE_DURATION", "1"); // seconds; without, every look at the clock reads the file
        environment.put("FAKETIME_DONT_FAKE_MONOTONIC", "1");
        environment.put("FAKETIME_FORCE_MONOTONIC_FIX", "0"); // else timed waits of a JVM end at once, all the time
        environment.put("DONT_FAKE_MONOTONIC", "1");
        Setup moved = given.withPlan(new Cluster.Plan(
                plan.nodes(), plan.server(), plan.redis(), plan.settings(), environment, plan.balancer()));
        return Settings.with(moved, "chatka.redis.command-timeout=" + COMMAND_SECONDS * given.slack() + 's');
    }

    @Override
    public List<Figure> play(Stage stage, Scale scale) {
        Traffic traffic = stage.traffic(stage.setup().rate(), false);
        Watch whole = Watch.start(stage);
        long converged = 0;
        int moves = 0;
        traffic.set(true);
        for (String offset : OFFSETS) {
            Fault moved =
                    new Fault("clock of the nodes at " + offset + " s", "clock", false, 0, () -> set(offset), () -> {});
            stage.begin(moved);
            stage.pause(scale.of(10_000, 2_000));
            moves += stage.cluster().nodes().stream().allMatch(node -> isAt(node, offset)) ? 1 : 0;
        }
        traffic.set(false);
        converged = Math.max(converged, stage.settleAndConclude(System.nanoTime()));
        return List.of(
                Figure.of("messages acked", whole.count(Count.ACKED)),
                Figure.holds("the clock of every node moved, each time", moves == OFFSETS.size()),
                Figure.count("messages refused", whole.count(Count.REFUSED), 0),
                Common.unanswered(stage),
                Common.gaps(whole),
                Common.disconnects(whole),
                Common.converged(stage, converged));
    }

    private static boolean isAt(Node node, String offset) {
        Instant right = Instant.now().plusSeconds(Long.parseLong(offset));
        return Duration.between(right, Jvm.clock(node.pid())).abs().toSeconds() <= TOLERANCE_SECONDS;
    }

    private void set(String offset) {
        try {
            Files.writeString(clock, offset);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
