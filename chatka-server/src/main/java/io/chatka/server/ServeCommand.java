package io.chatka.server;

import com.typesafe.config.Config;
import io.chatka.Chatka;
import io.chatka.NodeBuilder;
import io.chatka.api.ConfigException;
import io.chatka.doctor.AtStart;
import io.chatka.doctor.Finding;
import io.chatka.internal.config.AuthSettings;
import io.chatka.internal.config.ChatSettings;
import io.chatka.internal.node.Brokers;
import io.chatka.internal.node.GuestsRule;
import io.chatka.internal.node.Node;
import io.chatka.internal.node.NodeSettings;
import io.chatka.internal.transport.CapacitySettings;
import io.chatka.internal.transport.ListenSettings;
import io.chatka.internal.transport.Transport;
import io.chatka.internal.transport.TransportSettings;
import io.chatka.jwt.JwtAuthenticator;
import io.chatka.jwt.JwtSettings;
import io.chatka.server.metrics.PushSettings;
import io.chatka.server.metrics.Registries;
import java.io.Console;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code chatka serve}: runs a server until it is told to stop. */
@Command(
        name = "serve",
        description = "Run a chat server: alone with its embedded broker, or on Redis as one node of several.",
        sortOptions = false,
        footer = {
            "",
            "All settings: docs/configuration.md. To check this machine: ./chatka doctor, with the same options.",
            "Ctrl-C or SIGTERM drains it: clients learn when to reconnect. SIGHUP reloads the configuration.",
            "Exit code: 0 stopped, 1 a fault in Chatka, 2 something to correct (one line names it), 75 something that may pass,",
            "such as a Redis that is not there yet: start again."
        })
final class ServeCommand implements Callable<Integer> {
    /** The server runs on in its own threads. */
    static final int STILL_RUNNING = -1;

    private static final Logger LOG = LoggerFactory.getLogger(ServeCommand.class);

    @Mixin
    private ServerOptions options;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    private boolean help;

    @Override
    public Integer call() {
        Life life = Life.begin(options);
        try {
            serve(life);
        } catch (RuntimeException failed) {
            life.failed();
            throw failed;
        }
        return STILL_RUNNING;
    }

    private void serve(Life life) {
        Config settings = options.load();
        ServerSettings.startLogging(settings);
        // Finds faults before the warm-up, which takes a while.
        TransportSettings.read(settings, ChatSettings.read(settings));
        refuse(Contradictions.ofPorts(settings));
        GuestsRule.require(settings);
        JwtAuthenticator tokens = new JwtAuthenticator(JwtSettings.read(settings));
        WarmUp.run(settings, ServerSettings.WARM_UP.in(settings));
        Registries registries = new Registries(PushSettings.read(settings));
        NodeBuilder builder = builder(settings, registries, life, tokens);
        Hooks hooks = Hooks.add(settings, builder, registries.main());
        Node node = (Node) builder.start();
        life.runs(node, new Life.Beside(registries, tokens, hooks));
        greet(node, settings);
    }

    /**
     * The server opens an admin port and watches the heap; an embedded node leaves both to its
     * host.
     */
    private static NodeBuilder builder(Config settings, Registries registries, Life life, JwtAuthenticator tokens) {
        NodeBuilder builder = Chatka.node()
                .config(settings)
                .web(Page.files())
                .authenticator(tokens)
                .meters(registries.main())
                .metricsPage(registries::scrape)
                .onReload(life::reload)
                .judgeHeap(true);
        int adminPort = NodeSettings.ADMIN_PORT.in(settings);
        if (adminPort >= 0) {
            builder.adminPort(adminPort);
        }
        return builder;
    }

    /** Checked here, since a failed bind would blame another process. */
    private static void refuse(List<Finding> findings) {
        for (Finding finding : findings) {
            throw new ConfigException(finding.found() + "; " + finding.remedy());
        }
    }

    private static void greet(Node node, Config settings) {
        Transport transport = node.transport();
        String address = ListenSettings.HOST.in(settings) + ":" + node.port();
        LOG.info(
                "Chatka {} at {}://{} (the page at /, WebSocket at /ws and /ws/ROOM)",
                Main.Version.version(),
                transport.secure() ? "https" : "http",
                address);
        LOG.info("broker: {}", Brokers.describe(settings));
        LOG.info(
                "guests: {}",
                AuthSettings.GUESTS.in(settings) == AuthSettings.Guests.OFF
                        ? "none; each client needs a token"
                        : "anybody who reaches this address may come without a token (chatka.auth.guests)");
        limits(transport.maxConnections(), settings);
        node.usable().thenRun(() -> ready(node));
    }

    /**
     * Called when the broker is usable: at once, or when the Redis that the node waits for is
     * there.
     */
    private static void ready(Node node) {
        Transport transport = node.transport();
        double seconds = (System.currentTimeMillis()
                        - ManagementFactory.getRuntimeMXBean().getStartTime())
                / 1000.0;
        LOG.info(
                "ready in {} s: {}, {} event loop{}, Java {}, health at admin port {}",
                String.format(Locale.ROOT, "%.1f", seconds),
                transport.ioName(),
                transport.eventLoops(),
                transport.eventLoops() == 1 ? "" : "s",
                Runtime.version().feature(),
                node.adminPort() < 0 ? "(off)" : node.adminPort());
        if (isTerminal(System.console()) && node.consoleAddress() != null) {
            // Not by the logger: who reads a log may not be who may log in.
            System.out.println("console, for you, once: " + node.consoleAddress());
        }
    }

    /** Since Java 22 there may be a console that is no terminal, and a method that tells. */
    private static boolean isTerminal(Console console) {
        try {
            return console != null
                    && (boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (NoSuchMethodException before22) {
            return true;
        } catch (ReflectiveOperationException impossible) {
            return false;
        }
    }

    /**
     * Logs how many connections there may be, and a warning for each thing that limits this server.
     */
    private static void limits(int connections, Config settings) {
        AtStart machine = new AtStart(TransportSettings.read(settings, ChatSettings.read(settings)));
        String heap = machine.heapBefore(connections);
        LOG.atLevel(machine.fewFiles() ? Level.WARN : Level.INFO)
                .log(
                        "limits: {} connections{}{}",
                        grouped(connections),
                        descriptors(connections, settings),
                        heap.isEmpty() ? "" : "; " + heap);
        warn("machine", machine.findings());
        warn("settings", Contradictions.in(settings));
        warn("settings", StrangeVariables.in(System.getenv()));
    }

    private static void warn(String about, List<Finding> findings) {
        findings.forEach(finding -> LOG.warn("{}: {}; {}", about, finding.found(), finding.remedy()));
    }

    private static String descriptors(int connections, Config settings) {
        long limit = Transport.openFileLimit();
        int reserve = CapacitySettings.DESCRIPTOR_RESERVE.in(settings);
        return limit - reserve == connections
                ? " (open-file limit " + grouped(limit) + " minus " + grouped(reserve)
                        + "; ulimit -n, or LimitNOFILE= in a systemd unit, raises it)"
                : " (chatka.limits.connections)";
    }

    private static String grouped(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }
}
