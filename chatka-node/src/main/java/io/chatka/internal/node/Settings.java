package io.chatka.internal.node;

import com.typesafe.config.Config;
import io.chatka.api.ConfigException;
import io.chatka.internal.config.ChatSettings;
import io.chatka.internal.config.Reader;
import io.chatka.internal.transport.TransportSettings;
import java.io.File;
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
            NodeSettings::read,
            Settings::readServer,
            Brokers::check);

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
        Config defaults = Configuration.defaults(Map.of());
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
        MemoryGuard.check(new Reader(config, "chatka.limits.memory"));
    }
}
