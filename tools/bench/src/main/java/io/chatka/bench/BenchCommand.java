package io.chatka.bench;

import io.chatka.tools.CannotRun;
import io.chatka.tools.Options;
import io.chatka.tools.Results;
import io.chatka.tools.StatusLine;
import io.chatka.tools.Stop;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The options of {@code chatka bench}. */
@Command(
        name = "chatka bench",
        description = "Puts load on a Chatka, checks that every member gets every message in order, and measures.",
        sortOptions = false,
        footer = {
            "",
            "It sends messages at a --rate (latency then counts from when a message was due), with a --window, or all"
                    + " --messages at once. Start the server without rate limits:",
            "  ./chatka serve --set chatka.limits.rate=off",
            "",
            "Exit code: 0 all is well, 1 a message was lost, repeated or out of order or a user did not get in, 2 a wrong"
                    + " option, 130 after Ctrl-C (it shows and writes the results so far)."
        })
final class BenchCommand implements Callable<Integer> {
    private static final int MOST = 1_000_000;

    /** The options that a preset stands for. */
    private static final List<String> WORKLOAD = List.of(
            "--users",
            "--rooms",
            "--publishers",
            "--rate",
            "--window",
            "--messages",
            "--duration",
            "--warmup",
            "--stopped-readers");

    private final Stop stop;

    @Spec
    private CommandSpec spec;

    @Option(names = "--url", paramLabel = "URL", description = "The server (ws://localhost:8000).")
    private String url = "ws://localhost:8000";

    @Option(
            names = "--dialect",
            paramLabel = "NAME",
            description = "What the server speaks: chatka, socketio or centrifugo (chatka).")
    private String dialect;

    @Option(names = "--users", paramLabel = "N", description = "Connections, dealt over the rooms (100).")
    private String users;

    @Option(names = "--rooms", paramLabel = "N", description = "Rooms (1).")
    private String rooms;

    @Option(
            names = "--publishers",
            paramLabel = "N",
            description = "Users who speak (with --rate all, with --window one a room, else as many as messages).")
    private String publishers;

    @Option(names = "--rate", paramLabel = "N", description = "Messages a second, all publishers together (50).")
    private String rate;

    @Option(names = "--window", paramLabel = "N", description = "Messages that each publisher keeps under way.")
    private String window;

    @Option(
            names = "--messages",
            paramLabel = "N",
            description = "With --rate or --window: stop after N; alone: send N at once.")
    private String messages;

    @Option(names = "--size", paramLabel = "BYTES", description = "A message's text (128).")
    private String size;

    @Option(names = "--duration", paramLabel = "SECONDS", description = "How long to measure (10).")
    private String duration;

    @Option(
            names = "--warmup",
            paramLabel = "SECONDS",
            description = "How long to run before measuring (1; with --messages 0).")
    private String warmup;

    @Option(
            names = "--ramp",
            paramLabel = "N",
            description = "Users that connect in a second; 0: as fast as the server takes them (500).")
    private String ramp;

    @Option(
            names = "--stopped-readers",
            paramLabel = "N",
            description = "More users, who join and then read nothing; 5%% for one to twenty others (0).")
    private String stoppedReaders;

    @Option(
            names = "--patience",
            paramLabel = "SECONDS",
            description = "A missing message is lost after this time without any delivery (10).")
    private String patience;

    @Option(
            names = "--preset",
            paramLabel = "NAME",
            description = "table: 10/1, 100/5, 1000/10, 1000/50 and 1500/100 users/messages, and as messages/users.")
    private String preset;

    @Option(names = "--reps", paramLabel = "N", description = "Repetitions, each in new rooms (1; 5 for the table).")
    private String reps;

    @Option(names = "--threads", paramLabel = "N", description = "Event loops of the generator (1).")
    private String threads;

    @Option(
            names = "--pid",
            paramLabel = "PID",
            description = "The server's process, for its CPU and memory (found by its port on Linux).")
    private String pid;

    @Option(names = "--json", paramLabel = "FILE", description = "Write the results as JSON.")
    private Path json;

    @Option(names = "--html", paramLabel = "FILE", description = "Write a report with charts.")
    private Path html;

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

    BenchCommand(Stop stop) {
        this.stop = stop;
    }

    @Override
    public Integer call() {
        List<Row> rows = rows();
        int repetitions = Options.whole("--reps", reps, rows.size() > 1 ? 5 : 1, 1, 1000);
        long process = Options.whole("--pid", pid, 0, 1, Integer.MAX_VALUE);
        Options.writable("--json", json);
        Options.writable("--html", html);
        if (rows.size() == 1) {
            System.err.println(rows.get(0).plan().target().url() + ": "
                    + rows.get(0).plan().describe());
        }
        Report report = new Session(rows, repetitions, process, stop).run(new Progress(StatusLine.onStandardError()));
        System.out.print(Summary.of(report));
        Results.write("JSON", json, () -> JsonReport.of(report));
        Results.write("Report", html, () -> HtmlReport.of(report));
        return report.clean() ? 0 : 1;
    }

    private List<Row> rows() {
        Target target = Target.parse(url, Dialects.named(dialect));
        int bytes = Options.whole("--size", size, 128, Mark.MAX_LENGTH, 60_000);
        Plan.Generator generator = new Plan.Generator(
                Options.whole("--ramp", ramp, 500, 0, MOST),
                Options.whole("--threads", threads, 1, 1, 256),
                Options.seconds("--patience", patience, 10));
        if (preset == null) {
            Plan plan = plan(target, bytes, generator);
            return List.of(new Row("", "", plan, List.of()));
        }
        if (!"table".equals(preset)) {
            throw new CannotRun("--preset takes table, and was given \"" + preset + "\"");
        }
        refuse("--preset table says what there is to do; leave out ", WORKLOAD);
        return Preset.table(target, bytes, generator);
    }

    /** @param names options that do not go with the others */
    private void refuse(String because, List<String> names) {
        for (OptionSpec given : spec.commandLine().getParseResult().matchedOptionsSet()) {
            if (names.contains(given.longestName())) {
                throw new CannotRun(because + given.longestName());
            }
        }
    }

    private Plan plan(Target target, int bytes, Plan.Generator generator) {
        int everybody = Options.whole("--users", users, 100, 1, MOST);
        int places = Options.whole("--rooms", rooms, 1, 1, MOST);
        if (places > everybody) {
            throw new CannotRun("--rooms is at most the number of users, " + everybody + ", and was given " + places);
        }
        Plan.Load load = load();
        int speakers = Options.whole("--publishers", publishers, speakers(load, everybody, places), 1, MOST);
        if (speakers > everybody) {
            throw new CannotRun(
                    "--publishers is at most the number of users, " + everybody + ", and was given " + speakers);
        }
        int stopped = Options.share("--stopped-readers", stoppedReaders, everybody, MOST);
        if (stopped > 0 && target.dialect() != Dialects.CHATKA) {
            throw new CannotRun("--stopped-readers join by their URL, which only a Chatka understands; leave it out");
        }
        return new Plan(target, new Plan.People(everybody, places, speakers, stopped), load, bytes, generator);
    }

    private static int speakers(Plan.Load load, int users, int rooms) {
        if (load instanceof Plan.Rate) {
            return users;
        }
        return load instanceof Plan.Burst burst ? Math.min(users, burst.messages()) : rooms;
    }

    private Plan.Load load() {
        int count = Options.whole("--messages", messages, 0, 1, Integer.MAX_VALUE);
        if (rate != null && window != null) {
            throw new CannotRun("--rate and --window are two ways to send; choose one");
        }
        if (rate == null && window == null && count > 0) {
            refuse(
                    "messages that are sent at once have no duration; add --rate or --window, or leave out ",
                    List.of("--duration", "--warmup"));
            return new Plan.Burst(count);
        }
        Duration measured = Options.seconds("--duration", duration, 10);
        Duration before = Options.seconds("--warmup", warmup, count > 0 ? 0 : 1);
        if (window != null) {
            return new Plan.Window(Options.whole("--window", window, 1, 1, 65_536), measured, before, count);
        }
        return new Plan.Rate(Options.decimal("--rate", rate, 50, MOST), measured, before, count);
    }
}
