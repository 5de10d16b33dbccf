package io.chatka.attacks;

import io.chatka.tools.CannotRun;
import io.chatka.tools.Jvm;
import io.chatka.tools.Node;
import io.chatka.tools.Options;
import io.chatka.tools.Proc;
import io.chatka.tools.Program;
import io.chatka.tools.Programs;
import io.chatka.tools.Stop;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.HdrHistogram.Histogram;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The command line: runs the attacks, prints a table, and fails if an attack did lasting harm. */
@Command(
        name = "tools/attacks/run",
        description = "Attacks a server of its own on loopback, which has 256 MiB of heap and its default limits.",
        sortOptions = false,
        mixinStandardHelpOptions = true)
public final class Main implements Callable<Integer> {
    private static final Path SERVER = Path.of("chatka-server/target/dist/chatka-server.jar");
    private static final Proc PROC = new Proc();

    /**
     * Heap that may still be in use after an attack and was not before: warm caches, 1,000 empty
     * rooms of 6 KB, the place of 100,000 at 0.6 KB.
     */
    private static final long MOST_LEFT = 80 << 20;

    /** Of the process altogether: its heap, and as much again. */
    private static final long MOST_RESIDENT = 768 << 20;

    private final Stop stop;

    @Option(names = "--seconds", paramLabel = "N", description = "How long each attack lasts (5).")
    private String seconds;

    @Option(names = "--only", paramLabel = "NAME", description = "Only attacks whose name contains this.")
    private String only = "";

    @Option(names = "--set", paramLabel = "KEY=VALUE", description = "A setting of the server; may be repeated.")
    private List<String> settings = List.of();

    private final List<String> faults = new ArrayList<>();

    private Main(Stop stop) {
        this.stop = stop;
    }

    public static void main(String[] arguments) {
        new Program(Main::new, IllegalStateException.class, UncheckedIOException.class).main(arguments);
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        int lasts = Options.whole("--seconds", seconds, 5, 1, 600);
        List<Attack> attacks = Attacks.all().stream()
                .filter(attack -> attack.name().contains(only))
                .toList();
        if (attacks.isEmpty()) {
            throw new CannotRun("--only takes a part of an attack's name, and was given \"" + only + "\"; there are "
                    + String.join(", ", Attacks.all().stream().map(Attack::name).toList()));
        }
        System.out.printf(
                Locale.ROOT,
                "%-24s %26s %20s %6s %5s %17s  %s%n",
                "attack",
                "heap MB before,after,+",
                "resident before,peak",
                "CPU s",
                "fds",
                "p99 ms alone,with",
                "answers");
        for (Attack attack : attacks) {
            if (!stop.requested()) {
                measure(attack, lasts);
            }
        }
        faults.forEach(System.out::println);
        return faults.isEmpty() ? 0 : 1;
    }

    private Node server() throws IOException {
        List<String> command =
                new ArrayList<>(List.of(Programs.ofJava("java"), "-Xmx256m", "-jar", SERVER.toString(), "serve"));
        settings.forEach(setting -> command.addAll(List.of("--set", setting)));
        Path directory = Files.createTempDirectory("chatka-attacks-");
        directory.resolve("server.log").toFile().deleteOnExit();
        directory.toFile().deleteOnExit();
        Node server = new Node("server", command, Map.of(), directory);
        server.start();
        server.ready();
        return server;
    }

    /** In a server of its own, so that no attack is blamed for another's traces. */
    private void measure(Attack attack, int lasts) throws IOException, InterruptedException {
        try (Node server = server();
                ControlClient control = new ControlClient(server.address().getPort())) {
            int port = server.address().getPort();
            long pid = server.pid();
            // Once for nothing: code is loaded and compiled, buffers are taken that are kept.
            attack.run(port, in(1));
            pause(2);
            control.take();
            pause(Math.max(3, lasts));
            Histogram alone = control.take();
            long heapBefore = Jvm.liveHeap(pid);
            long residentBefore = resident(pid);
            int descriptorsBefore = PROC.descriptors(pid);
            control.take();

            double processor = PROC.cpuSeconds(pid);
            AtomicLong peak = new AtomicLong(residentBefore);
            Thread watch = watch(pid, peak);
            Answers answers = attack.run(port, in(lasts));
            Histogram with = control.take();
            if (!server.alive()) {
                faults.add(attack.name() + ": the server has ended");
                return;
            }
            processor = PROC.cpuSeconds(pid) - processor;
            watch.interrupt();
            watch.join();
            pause(3);
            long heapAfter = Jvm.liveHeap(pid);
            int descriptors = PROC.descriptors(pid) - descriptorsBefore;

            System.out.printf(
                    Locale.ROOT,
                    "%-24s %10.1f %7.1f %+7.1f %12.0f %7.0f %6.1f %+5d %8.1f %8.1f  %s%n",
                    attack.name(),
                    mega(heapBefore),
                    mega(heapAfter),
                    mega(heapAfter - heapBefore),
                    mega(residentBefore),
                    mega(peak.get()),
                    processor,
                    descriptors,
                    alone.getValueAtPercentile(99) / 1e6,
                    with.getValueAtPercentile(99) / 1e6,
                    answers.top(3));
            judge(attack, control, answers, heapAfter - heapBefore, peak.get());
        }
    }

    private void judge(Attack attack, ControlClient control, Answers answers, long left, long peak)
            throws InterruptedException {
        boolean answered = control.isAnswered();
        if (control.trouble() != null) {
            faults.add(attack.name() + ": the control client " + control.trouble());
        } else if (!answered) {
            faults.add(attack.name() + ": the control client is not answered any more");
        }
        if (answers.stuck() > 0) {
            faults.add(attack.name() + ": " + answers.stuck() + " attackers are neither answered nor cut off");
        }
        if (left > MOST_LEFT) {
            faults.add(attack.name() + ": leaves " + mega(left) + " MB on the heap");
        }
        if (peak > MOST_RESIDENT) {
            faults.add(attack.name() + ": the process grew to " + mega(peak) + " MB");
        }
    }

    private static long resident(long pid) {
        return (long) PROC.memory(pid); // 0 if unknown
    }

    private static Thread watch(long pid, AtomicLong peak) {
        Thread watch = new Thread(() -> {
            try {
                while (true) {
                    peak.accumulateAndGet(resident(pid), Math::max);
                    Thread.sleep(50);
                }
            } catch (InterruptedException over) {
                Thread.currentThread().interrupt();
            }
        });
        watch.start();
        return watch;
    }

    private static double mega(long bytes) {
        return bytes / 1e6;
    }

    private static long in(int seconds) {
        return System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    }

    private static void pause(int seconds) throws InterruptedException {
        TimeUnit.SECONDS.sleep(seconds);
    }
}
