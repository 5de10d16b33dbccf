package io.chatka.bench;

import java.util.logging.Level;
import java.util.logging.Logger;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * {@code chatka bench}. Exit codes: 0 all is well, 1 something was lost, came twice, out of order or did not get in, 2
 * something that the user can correct, 130 after Ctrl-C.
 */
public final class Main {
    /** Kept, because a logger that nobody holds forgets its level. */
    private static final Logger NETTY = Logger.getLogger("io.netty");

    private Main() {}

    public static void main(String[] arguments) {
        // The reader checks every length by itself, and this is read once per delivery.
        System.setProperty("io.netty.buffer.checkBounds", "false");
        System.setProperty("io.netty.buffer.checkAccessible", "false");
        NETTY.setLevel(Level.OFF);
        Stop stop = new Stop();
        Interruption interruption = new Interruption(stop);
        interruption.listen();
        int exit = run(stop, arguments);
        interruption.done();
        if (!stop.requested()) {
            System.exit(exit);
        }
    }

    /** Runs the command, and returns the exit code. */
    static int run(Stop stop, String... arguments) {
        CommandLine line = new CommandLine(new BenchCommand(stop));
        line.setParameterExceptionHandler((wrong, args) -> fail(said(wrong) + "; see chatka bench --help"));
        line.setExecutionExceptionHandler((failure, commandLine, result) -> {
            if (failure instanceof BadOption) {
                return fail(failure.getMessage());
            }
            throw failure;
        });
        return line.execute(arguments);
    }

    private static String said(ParameterException wrong) {
        if (!(wrong instanceof UnmatchedArgumentException unmatched)) {
            return wrong.getMessage();
        }
        return "there is no option " + unmatched.getUnmatched().get(0)
                + unmatched.getSuggestions().stream()
                        .findFirst()
                        .map(nearest -> "; the nearest is " + nearest)
                        .orElse("");
    }

    private static int fail(String message) {
        System.err.println("chatka: " + message.replaceAll("\\p{Cntrl}+", " "));
        return 2;
    }

    static String version() {
        String version = Main.class.getPackage().getImplementationVersion();
        return version == null ? "(not packaged)" : version;
    }
}
