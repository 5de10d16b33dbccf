package io.chatka.tools;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.logging.Level;
import java.util.logging.Logger;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * A program with one command. Exit codes: the command's own, 2 for something that the user can
 * correct, 130 after Ctrl-C. Ctrl-C requests a {@link Stop} and keeps the process until the command
 * has written its results.
 */
public final class Program {
    private static final int TO_CORRECT = 2;
    private static final long WRITING_SECONDS = 30;

    /** In a field, because a logger that nobody references forgets its level. */
    private static final Logger NETTY = Logger.getLogger("io.netty");

    private final Function<Stop, Callable<Integer>> command;
    private final List<Class<?>> failures;

    /**
     * @param command makes the picocli command; it has to watch the stop
     * @param failures exceptions of which the user sees only the message, like {@link CannotRun}
     */
    public Program(Function<Stop, Callable<Integer>> command, Class<?>... failures) {
        this.command = command;
        this.failures = List.of(failures);
    }

    /** Runs the command and ends the JVM. */
    public void main(String... arguments) {
        NETTY.setLevel(Level.OFF);
        Stop stop = new Stop();
        CountDownLatch written = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> interrupt(stop, written), "chatka-stop"));
        int exit = run(stop, arguments);
        written.countDown();
        if (!stop.requested()) {
            System.exit(exit);
        }
    }

    private static void interrupt(Stop stop, CountDownLatch written) {
        if (written.getCount() == 0) {
            return;
        }
        stop.request();
        try {
            if (!written.await(WRITING_SECONDS, TimeUnit.SECONDS)) {
                System.err.println("chatka: the results could not be written in time");
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Runs the command and returns the exit code. */
    public int run(Stop stop, String... arguments) {
        Callable<Integer> made = command.apply(stop);
        CommandLine line = new CommandLine(made);
        String name = line.getCommandName();
        line.getCommandSpec().version(name + " " + version(made.getClass()));
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setParameterExceptionHandler((wrong, args) -> fail(message(wrong) + "; see " + name + " --help"));
        line.setExecutionExceptionHandler((failure, commandLine, result) -> {
            if (failure instanceof CannotRun || failures.stream().anyMatch(type -> type.isInstance(failure))) {
                return fail(failure.getMessage());
            }
            throw failure;
        });
        return line.execute(arguments);
    }

    private static String message(ParameterException wrong) {
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
        return TO_CORRECT;
    }

    /** The version of the jar that a class is in. */
    public static String version(Class<?> ofJar) {
        String version = ofJar.getPackage().getImplementationVersion();
        return version == null ? "(not packaged)" : version;
    }
}
