package io.chatka.server;

import com.typesafe.config.Config;
import io.chatka.config.ConfigException;
import io.chatka.config.Reader;
import io.chatka.transport.Transport;
import java.io.File;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code chatka serve}: runs a server until it is told to stop. */
@Command(
        name = "serve",
        description = "Run a chat server; on the broker inside it, or on Redis to be one node of several.",
        sortOptions = false)
final class ServeCommand implements Callable<Integer> {
    /** The server runs on in its own threads. */
    static final int STILL_RUNNING = -1;

    private static final Logger LOG = LoggerFactory.getLogger(ServeCommand.class);

    @Option(
            names = "--host",
            paramLabel = "ADDRESS",
            description = "Where to listen; 0.0.0.0 for everywhere (127.0.0.1).")
    private String host;

    @Option(names = "--port", paramLabel = "PORT", description = "The port for clients and the page (8000).")
    private String port;

    @Option(
            names = "--admin-port",
            paramLabel = "PORT",
            description = "The port for /live, /ready, /metrics and /top, on loopback (8001).")
    private String adminPort;

    @Option(
            names = "--redis",
            paramLabel = "URL",
            description =
                    "Redis that carries rooms between nodes: redis://[[user]:password@]host[:port][/database], rediss:// for TLS.")
    private String redis;

    @Option(names = "--config", paramLabel = "FILE", description = "Settings in HOCON, JSON or properties.")
    private File config;

    @Option(names = "--log-format", paramLabel = "FORMAT", description = "text, or json for machines (text).")
    private String logFormat;

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "Any setting, as often as you like: --set chatka.limits.rate=off.")
    private List<String> set = List.of();

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    private boolean help;

    @Override
    public Integer call() {
        Config settings = Configuration.load(config, overrides());
        Logging.start(new Reader(settings, "chatka.server").oneOf("log-format", Logging.Format.class));
        WarmUp.run(
                settings,
                new Reader(settings, "chatka.server").duration("warm-up", Duration.ZERO, Duration.ofMinutes(1)));
        ChatkaServer server = ChatkaServer.start(settings);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(server), "chatka-stop"));
        greet(server, settings);
        return STILL_RUNNING;
    }

    private Map<String, Object> overrides() {
        Map<String, Object> overrides = new LinkedHashMap<>();
        for (String pair : set) {
            int equals = pair.indexOf('=');
            if (equals < 1) {
                throw new ConfigException(
                        "--set takes KEY=VALUE, such as chatka.limits.rate=off, and was given \"" + pair + "\"");
            }
            String key = pair.substring(0, equals).trim();
            overrides.put(key, Configuration.value(pair.substring(equals + 1)));
        }
        put(overrides, "chatka.server.host", host);
        put(overrides, "chatka.server.port", port);
        put(overrides, "chatka.server.admin-port", adminPort);
        put(overrides, "chatka.redis.url", redis);
        put(overrides, "chatka.server.log-format", logFormat);
        return overrides;
    }

    private static void put(Map<String, Object> overrides, String key, String value) {
        if (value != null) {
            overrides.put(key, value);
        }
    }

    /** Ends the process with 0: without this, the JVM would report the signal as its exit code. */
    private static void stop(ChatkaServer server) {
        int exit = 0;
        try {
            server.close();
        } catch (RuntimeException fault) {
            LOG.error("stopping failed", fault);
            exit = 1;
        }
        Runtime.getRuntime().halt(exit);
    }

    private static void greet(ChatkaServer server, Config settings) {
        Transport transport = server.transport();
        String address = settings.getString("chatka.server.host") + ":" + server.port();
        LOG.info(
                "Chatka {} at http://{} (the page at /, WebSocket at /ws and /ws/ROOM)",
                Main.Version.version(),
                address);
        LOG.info("broker: {}", Brokers.describe(settings));
        LOG.info("guests: anybody who reaches this address may connect, without a token");
        LOG.info(
                "limits: {} connections{}",
                grouped(transport.maxConnections()),
                descriptors(transport.maxConnections(), settings));
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
                server.adminPort() < 0 ? "(off)" : server.adminPort());
    }

    private static String descriptors(int connections, Config settings) {
        long limit = Transport.openFileLimit();
        int reserve = settings.getInt("chatka.limits.descriptor-reserve");
        return limit - reserve == connections
                ? " (open-file limit " + grouped(limit) + " minus " + grouped(reserve)
                        + "; ulimit -n, or LimitNOFILE= in a systemd unit, raises it)"
                : " (chatka.limits.connections)";
    }

    private static String grouped(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }
}
