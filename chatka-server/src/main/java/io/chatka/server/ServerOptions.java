package io.chatka.server;

import com.typesafe.config.Config;
import io.chatka.api.ConfigException;
import io.chatka.internal.node.Configuration;
import io.chatka.internal.setting.Settings;
import java.io.File;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Option;

/** The options that configure a server; {@code serve} and {@code doctor} share them. */
final class ServerOptions {
    @Option(
            names = "--host",
            paramLabel = "ADDRESS",
            description = "Address to listen on; 0.0.0.0 for all (127.0.0.1).")
    private String host;

    @Option(names = "--port", paramLabel = "PORT", description = "Port for clients and the page (8000).")
    private String port;

    @Option(
            names = "--admin-port",
            paramLabel = "PORT",
            description = "Port for /live, /ready, /metrics and /top, on loopback (8001).")
    private String adminPort;

    @Option(
            names = "--redis",
            paramLabel = "URL",
            description =
                    "Redis that connects the nodes: redis://[[user]:password@]host[:port][/database], rediss:// for TLS.")
    private String redis;

    @Option(names = "--config", paramLabel = "FILE", description = "File with settings, in HOCON, JSON or properties.")
    private File config;

    @Option(names = "--log-format", paramLabel = "FORMAT", description = "Log format: text or json (text).")
    private String logFormat;

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "Any setting; may be repeated: --set chatka.limits.rate=off.")
    private List<String> set = List.of();

    /** @throws ConfigException if the file cannot be read, or a key is not known */
    Config load() {
        return Configuration.load(config, overrides());
    }

    /** Reads the configuration, and collects every fault. */
    Settings.Checked check() {
        return Configuration.check(ServerSettings.ALL, config, overrides());
    }

    /** @throws ConfigException if one is not of the form KEY=VALUE */
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
}
