package io.chatka.server;

import io.chatka.api.BrokerUnavailableException;
import io.chatka.api.ConfigException;
import io.chatka.api.ListenException;
import io.chatka.internal.node.Configuration;
import io.chatka.internal.setting.Redaction;
import io.chatka.internal.transport.DirectMemory;
import io.chatka.shell.AdminCommand;
import io.chatka.shell.NoAnswerException;
import io.chatka.shell.TopCommand;
import java.security.Security;
import java.util.TreeSet;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * The command line: {@code ./chatka}. Exit codes: 0 done, 1 a fault of Chatka, 2 something that the
 * user can correct, 75 a failure that may pass.
 */
@Command(
        name = "chatka",
        description = "Real-time chat for very large rooms.",
        versionProvider = Main.Version.class,
        subcommands = {ServeCommand.class, TokenCommand.class, CommandLine.HelpCommand.class},
        synopsisSubcommandLabel = "COMMAND",
        // Separate programs, which ./chatka starts; they share no code with the server that they
        // test.
        footer = {
            "",
            "Put load on a server and measure it: ./chatka bench --help",
            "Break things and check that no message is lost: ./chatka verify --help",
            "Make the archive for a fast start, and exit: ./chatka prepare"
        })
public final class Main {
    @CommandLine.Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    private boolean help;

    @CommandLine.Option(
            names = {"-V", "--version"},
            versionHelp = true,
            description = "Show the version.")
    private boolean version;

    private static final int TO_CORRECT = 2;

    /** EX_TEMPFAIL of sysexits(3): the same start can succeed later. */
    private static final int PASSES = 75;

    private static final int HELP_WIDTH = 110;

    private Main() {}

    public static void main(String[] arguments) {
        shortenDnsCaches();
        DirectMemory.failAtOnce();
        int exit = run(arguments);
        if (exit != ServeCommand.STILL_RUNNING) {
            System.exit(exit);
        }
    }

    /** Runs a command, and returns the exit code. */
    static int run(String... arguments) {
        CommandLine line = new CommandLine(new Main());
        if (arguments.length == 0 || !arguments[0].equals("serve")) {
            // serve does not need it, and starts faster without loading it.
            line.addSubcommand(new DoctorCommand());
            line.addSubcommand(AdminCommand.create());
            line.addSubcommand(new TopCommand());
            line.addSubcommand(new AutoComplete.GenerateCompletion());
        }
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setUsageHelpWidth(HELP_WIDTH);
        line.setParameterExceptionHandler((wrong, args) -> fail(
                explain(wrong) + "; see "
                        + wrong.getCommandLine().getCommandSpec().qualifiedName() + " --help",
                TO_CORRECT));
        line.setExecutionExceptionHandler((failure, commandLine, result) -> {
            if (failure instanceof ConfigException) {
                return fail(failure.getMessage(), TO_CORRECT);
            }
            if (failure instanceof BrokerUnavailableException
                    || failure instanceof ListenException
                    || failure instanceof NoAnswerException) {
                return fail(failure.getMessage(), PASSES);
            }
            throw failure;
        });
        if (arguments.length == 0) {
            line.usage(System.err);
            return TO_CORRECT;
        }
        return line.execute(arguments);
    }

    /** The library's message; for an unknown option or command, what is known. */
    private static String explain(ParameterException wrong) {
        if (!(wrong instanceof UnmatchedArgumentException unmatched)) {
            return wrong.getMessage();
        }
        String first = unmatched.getUnmatched().get(0);
        if (first.startsWith("-")) {
            TreeSet<String> options = new TreeSet<>(
                    wrong.getCommandLine().getCommandSpec().optionsMap().keySet());
            return "there is no option " + first + "; the nearest is " + Configuration.nearest(first, options);
        }
        return wrong.getCommandLine().getParent() == null
                ? "there is no command " + first
                        + "; there are serve, admin, top, token, doctor, bench, verify and prepare"
                : first + " belongs to no option; options begin with --";
    }

    private static int fail(String message, int exit) {
        System.err.println("chatka: " + Redaction.of(message).replaceAll("\\p{Cntrl}+", " "));
        return exit;
    }

    /**
     * Keeps DNS answers for a second only. By default the JVM keeps an address for 30 s and an
     * unknown name for 10 s, and the node would look for a Redis that has moved at its old address.
     * Has an effect before the first look-up only; what the user has set is kept.
     */
    private static void shortenDnsCaches() {
        if (Security.getProperty("networkaddress.cache.ttl") == null
                && System.getProperty("sun.net.inetaddr.ttl") == null) {
            Security.setProperty("networkaddress.cache.ttl", "1");
        }
        if ("10".equals(Security.getProperty("networkaddress.cache.negative.ttl"))
                && System.getProperty("sun.net.inetaddr.negative.ttl") == null) {
            Security.setProperty("networkaddress.cache.negative.ttl", "1");
        }
    }

    /** The version of the build. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {"chatka " + version()};
        }

        static String version() {
            String version = Main.class.getPackage().getImplementationVersion();
            return version == null ? "(not packaged)" : version;
        }
    }
}
