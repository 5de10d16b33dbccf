package io.chatka.verify.scenario;

import io.chatka.tools.CannotRun;
import io.chatka.tools.Jvm;
import io.chatka.tools.Node;
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
final class ClockMoved extends Scenario {
    /** Seconds. */
    private static final List<String> OFFSETS = List.of("+3600", "+0", "-3600", "+0");

    private static final long TOLERANCE_SECONDS = 60;

    /** The default; nobody is refused in time, if the clock is all that is wrong. */
    private static final int COMMAND_SECONDS = 2;

    private final Path clock = newClock();

    ClockMoved() {
        super(
                "clock-moved",
                "clock of the nodes an hour ahead, then an hour behind, under load: order, timers and limits go on",
                Needs.NODES);
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
    Setup setup(Setup given, Scale scale) {
        Cluster.Plan plan = given.plan();
        Path library = library()
                .orElseThrow(() -> new CannotRun("the scenario " + name()
                        + " needs libfaketime, which is not here; install it (Debian: apt-get install faketime)"));
        Map<String, String> environment = new HashMap<>(plan.server().environment());
        environment.put("LD_PRELOAD", library.toString());
        environment.put("FAKETIME_TIMESTAMP_FILE", clock.toString());
        environment.put("FAKETIME_CACHE_DURATION", "1"); // seconds; without, every look at the clock reads the file
        environment.put("FAKETIME_DONT_FAKE_MONOTONIC", "1");
        environment.put("FAKETIME_FORCE_MONOTONIC_FIX", "0"); // else timed waits of a JVM end at once, all the time
        environment.put("DONT_FAKE_MONOTONIC", "1");
        return given.withPlan(plan.withEnvironment(environment))
                .with("chatka.redis.command-timeout=" + COMMAND_SECONDS * given.slack() + 's');
    }

    @Override
    List<Figure> play(Play play) {
        Stage stage = play.stage;
        int moves = 0;
        play.traffic.set(true);
        for (String offset : OFFSETS) {
            Fault moved = Fault.once("clock of the nodes at " + offset + " s", "clock", () -> set(offset));
            stage.begin(moved);
            stage.pause(play.scale.of(10_000, 2_000));
            moves += stage.cluster().nodes().stream().allMatch(node -> isAt(node, offset)) ? 1 : 0;
        }
        play.conclude(System.nanoTime());
        return List.of(
                play.acked(),
                Figure.holds("the clock of every node moved, each time", moves == OFFSETS.size()),
                Figure.count("messages refused", play.whole.count(Count.REFUSED), 0),
                play.unanswered(),
                play.gaps(),
                play.disconnects(),
                play.converged());
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
