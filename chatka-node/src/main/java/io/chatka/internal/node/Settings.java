package io.chatka.internal.node;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.chatka.api.ConfigException;
import io.chatka.internal.broker.HistorySettings;
import io.chatka.internal.config.ChatSettings;
import io.chatka.internal.config.Reader;
import io.chatka.internal.metrics.MetricsSettings;
import io.chatka.internal.transport.TransportSettings;
import java.io.File;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Reads every setting that a start reads, to find all that is wrong with them and not only the first. */
public final class Settings {
    /** More faults than there are settings cannot be. */
    private static final int MAX_FAULTS = 1000;

    /** What reads a part of the settings, each as the server does. */
    private static final List<Consumer<Config>> PARTS = List.of(
            ChatSettings::read,
            config -> TransportSettings.read(config, ChatSettings.read(config)),
            MetricsSettings::read,
            Settings::readServer,
            Settings::readHealth,
            Settings::readRedis);

    /**
     * @param usable the configuration with the default in the place of each value that cannot be used
     * @param faults what cannot be used, a line for each
     * @param looked what was read, in words
     */
    public record Checked(Config usable, List<ConfigException> faults, List<String> looked) {}

    private Settings() {}

    /**
     * Reads everything anew, from all its sources; does not fail, whatever is in them.
     *
     * @param more reads settings of the program around, and throws like the others
     */
    public static Checked load(File file, Map<String, ?> overrides, Consumer<Config> more) {
        List<ConfigException> faults = new ArrayList<>();
        Config config;
        try {
            config = Configuration.load(file, overrides, System.getenv(), faults::add);
        } catch (ConfigException unreadable) {
            faults.add(unreadable);
            config = Configuration.load(null, overrides, System.getenv(), toldAlready -> {});
        }
        Checked checked = check(config, more);
        faults.addAll(checked.faults());
        return new Checked(
                checked.usable(),
                faults,
                file == null ? List.of() : List.of("configuration " + file.getAbsolutePath()));
    }

    /** Does not fail, whatever is in the configuration. */
    public static Checked check(Config config, Consumer<Config> more) {
        Config defaults = ConfigFactory.defaultReferenceUnresolved().resolve();
        List<ConfigException> faults = new ArrayList<>();
        Config usable = config;
        List<Consumer<Config>> parts = new ArrayList<>(PARTS);
        parts.add(more);
        for (Consumer<Config> part : parts) {
            while (faults.size() < MAX_FAULTS) {
                try {
                    part.accept(usable);
                    break;
                } catch (ConfigException fault) {
                    faults.add(fault);
                    String key = fault.key().orElseThrow(() -> fault).split("\\[", 2)[0];
                    usable = usable.withValue(key, defaults.getValue(key));
                }
            }
        }
        return new Checked(usable, faults, List.of());
    }

    private static void readServer(Config config) {
        Reader server = new Reader(config, "chatka.server");
        server.string("admin-host");
        // The server reads that of the two which it needs.
        server.at("tls").string("key-password");
        server.at("tls").string("key-store-password");
        if (!server.is("admin-port", "off")) {
            server.integer("admin-port", 0, 65535);
        }
        server.duration("drain-after", Duration.ZERO, ChatkaServer.LONGEST_DRAIN);
        server.duration("drain", Duration.ZERO, ChatkaServer.LONGEST_DRAIN);
    }

    private static void readHealth(Config config) {
        MemoryGuard.check(new Reader(config, "chatka.limits.memory"));
        new Reader(config, "chatka.cluster").duration("announce", NodeHealth.MIN, NodeHealth.HOUR);
        Reader health = new Reader(config, "chatka.health");
        for (String name : List.of("stuck", "dead", "echo", "deaf")) {
            health.duration(name, NodeHealth.MIN, NodeHealth.HOUR);
        }
    }

    private static void readRedis(Config config) {
        Reader redis = new Reader(config, "chatka.redis");
        redis.oneOf("at-start", Brokers.AtStart.class);
        redis.duration("try-every", Brokers.MIN, Brokers.MAX);
        if (redis.string("url").isEmpty()) {
            // The server does not read the others then; a bad one is found all the same.
            Brokers.settings(
                    new Reader(withUrl(config, "redis://localhost"), "chatka.redis"), HistorySettings.defaults());
        } else {
            Brokers.settings(redis, HistorySettings.defaults());
        }
    }

    private static Config withUrl(Config config, String url) {
        return ConfigFactory.parseString("chatka.redis.url = \"" + url + "\"").withFallback(config);
    }
}
