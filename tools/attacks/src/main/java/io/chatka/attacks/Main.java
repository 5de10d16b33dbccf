package io.chatka.attacks;

import java.io.File;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.HdrHistogram.Histogram;

/** The command line: runs the attacks, prints a table, and fails if one did harm that outlasts it. */
public final class Main {
    private static final String USAGE = """
            tools/attacks/run [--seconds N] [--only NAME] [--set KEY=VALUE]...

            Starts a server of its own on loopback, with 256 MiB of heap and its limits as they are by default, and attacks it for
            N seconds (5) in each way, or only in the ways whose name contains NAME.
            """;
    private static final String SERVER = "chatka-server/target/dist/chatka-server.jar";

    /** Heap that may still be in use after an attack and was not before: warm caches, 1,000 empty rooms of 6 KB, the place of 100,000 at 0.6 KB. */
    private static final long MOST_LEFT = 80 << 20;

    /** Of the process altogether: its heap, and as much again. */
    private static final long MOST_RESIDENT = 768 << 20;

    private int seconds = 5;
    private String only = "";
    private List<Attack> attacks;
    private final List<String> settings = new ArrayList<>();
    private final List<String> faults = new ArrayList<>();

    private Main() {}

    public static void main(String[] arguments) throws Exception {
        Main main = new Main();
        try {
            main.parse(arguments);
        } catch (RuntimeException wrong) {
            System.out.print(USAGE);
            System.exit(2);
        }
        System.exit(main.run());
    }

    private void parse(String[] arguments) {
        for (int i = 0; i < arguments.length; i += 2) {
            switch (arguments[i]) {
                case "--seconds" -> seconds = Integer.parseInt(arguments[i + 1]);
                case "--only" -> only = arguments[i + 1];
                case "--set" -> settings.add(arguments[i + 1]);
                default -> throw new IllegalArgumentException(arguments[i]);
            }
        }
        attacks = Attacks.all().stream()
                .filter(attack -> attack.name().contains(only))
                .toList();
        if (attacks.isEmpty()) {
            throw new IllegalArgumentException("only");
        }
        if (seconds < 1 || seconds > 600) {
            throw new IllegalArgumentException("seconds");
        }
    }

    private int run() throws Exception {
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
            measure(attack);
        }
        faults.forEach(System.out::println);
        return faults.isEmpty() ? 0 : 1;
    }

    /** In a server of its own, so that one attack's traces are not taken for another's. */
    private void measure(Attack attack) throws IOException, InterruptedException {
        try (ServerProcess server = ServerProcess.start(new File(SERVER), settings);
                ControlClient control = new ControlClient(server.port())) {
            // Once for nothing: code is loaded and compiled, buffers are taken that are kept.
            attack.run(server.port(), in(1));
            pause(2);
            control.take();
            pause(Math.max(3, seconds));
            Histogram alone = control.take();
            long heapBefore = server.reachable();
            long residentBefore = server.resident();
            int descriptorsBefore = server.descriptors();
            control.take();

            double processor = server.processorSeconds();
            AtomicLong peak = new AtomicLong(residentBefore);
            Thread watch = watch(server, peak);
            Answers answers = attack.run(server.port(), in(seconds));
            Histogram with = control.take();
            if (!server.isAlive()) {
                faults.add(attack.name() + ": the server has ended");
                return;
            }
            processor = server.processorSeconds() - processor;
            watch.interrupt();
            watch.join();
            pause(3);
            long heapAfter = server.reachable();
            int descriptors = server.descriptors() - descriptorsBefore;

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

    private static Thread watch(ServerProcess server, AtomicLong peak) {
        Thread watch = new Thread(() -> {
            try {
                while (true) {
                    peak.accumulateAndGet(server.resident(), Math::max);
                    Thread.sleep(50);
                }
            } catch (IOException | InterruptedException over) {
                // The attack is over, or the server is.
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
