package io.chatka.verify;

import io.chatka.verify.run.CannotRun;
import io.chatka.verify.run.Stop;
import java.io.UncheckedIOException;
import java.util.logging.Level;
import java.util.logging.Logger;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * {@code chatka verify}. Exit codes: 0 nothing was lost, 1 the promise was broken or a figure missed its target, 2
 * something that the user can correct, 130 after Ctrl-C.
 */
public final class Main {
    /** Kept, because a logger that nobody holds forgets its level. */
    private static final Logger NETTY = Logger.getLogger("io.netty");

    private Main() {}

    public static void main(String[] arguments) {
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
        CommandLine line = new CommandLine(new VerifyCommand(stop));
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setParameterExceptionHandler((wrong, args) -> fail(said(wrong) + "; see chatka verify --help"));
        line.setExecutionExceptionHandler((failure, commandLine, result) -> {
            // A process that does not start or end, a file that cannot be written: nothing was found out about
            // messages.
            if (failure instanceof CannotRun
                    || failure instanceof IllegalStateException
                    || failure instanceof UncheckedIOException) {
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
