package io.chatka.internal.node;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException.UnresolvedSubstitution;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import io.chatka.api.ConfigException;
import io.chatka.internal.setting.Settings;
import java.io.File;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * Where settings come from, the strongest first: {@code --set} and the options that stand for a
 * key, {@code -D} system properties, environment variables ({@code CHATKA_LIMITS_TEXT} for {@code
 * chatka.limits.text}), the file of {@code --config}, {@code application.conf} on the class path,
 * {@code reference.conf}.
 *
 * <p>A key that {@code reference.conf} does not have is refused as a typing error. Only environment
 * variables that match no key are ignored, since other programs may use the prefix.
 */
public final class Configuration {
    private static final String ROOT = "chatka";
    /** Prefix of Pekko's own keys, which are not checked. */
    private static final String PEKKO = "chatka.pekko.";

    private Configuration() {}

    /** The defaults, overridden by the environment and the system properties. */
    public static Config load() {
        return load(null, Map.of());
    }

    /**
     * @param file HOCON, JSON or properties, or null
     * @param overrides by key, such as {@code chatka.server.port}
     * @throws ConfigException if the file cannot be read, or a key is not known
     */
    public static Config load(File file, Map<String, ?> overrides) {
        return load(file, overrides, System.getenv());
    }

    public static Config load(File file, Map<String, ?> overrides, Map<String, String> variables) {
        return load(file, overrides, variables, unknown -> {
            throw unknown;
        });
    }

    /** @param unknown called for each unknown key; if it returns, the key is ignored */
    public static Config load(
            File file, Map<String, ?> overrides, Map<String, String> variables, Consumer<ConfigException> unknown) {
        Config reference = reference();
        TreeSet<String> known = keys(reference);
        Config fromOverrides = checked(parse(overrides), known, "--set", unknown);
        Config fromSystem = checked(parse(systemProperties()), known, "-D", unknown);
        Config fromEnvironment = environment(known, variables);
        Config fromFile = file == null ? ConfigFactory.empty() : checked(read(file), known, file.getPath(), unknown);
        Config fromApplication =
                checked(only(ConfigFactory.parseResourcesAnySyntax("application")), known, "application.conf", unknown);
        return fromOverrides
                .withFallback(fromSystem)
                .withFallback(fromEnvironment)
                .withFallback(fromFile)
                .withFallback(fromApplication)
                .withFallback(reference)
                .resolve();
    }

    /**
     * The overrides and {@code reference.conf}, without files, environment and system properties.
     */
    public static Config defaults(Map<String, ?> overrides) {
        return parse(overrides).withFallback(reference()).resolve();
    }

    /**
     * The configuration of an embedded node: the overrides, the program's own configuration and the
     * defaults, without the environment.
     *
     * @param overrides by key; stronger than the program's configuration
     * @throws ConfigException if a key is not known
     */
    public static Config embedded(Config application, Map<String, ?> overrides) {
        Config reference = reference();
        TreeSet<String> known = keys(reference);
        Consumer<ConfigException> fail = unknown -> {
            throw unknown;
        };
        return checked(parse(overrides), known, "set", fail)
                .withFallback(checked(only(application), known, "config", fail))
                .withFallback(reference)
                .resolve();
    }

    /**
     * Reads the configuration again from all its sources, and collects every fault.
     *
     * @throws ConfigException if the key of an override cannot be parsed
     */
    public static Settings.Checked check(Settings settings, File file, Map<String, ?> overrides) {
        List<ConfigException> faults = new ArrayList<>();
        Config config;
        try {
            config = load(file, overrides, System.getenv(), faults::add);
        } catch (ConfigException unreadable) {
            // Again without the file, and with the faults of the other sources.
            faults.clear();
            faults.add(unreadable);
            config = load(null, overrides, System.getenv(), faults::add);
        }
        Settings.Checked checked = settings.check(config);
        faults.addAll(checked.faults());
        List<String> looked = file == null ? List.of() : List.of("configuration " + file.getAbsolutePath());
        return new Settings.Checked(settings, checked.usable(), faults, looked);
    }

    /** Whether nobody has set it: the value comes from {@code reference.conf}. */
    public static boolean isDefault(Config config, String key) {
        return "reference.conf".equals(config.getValue(key).origin().resource());
    }

    /**
     * Not {@code defaultReference()}: that includes the system properties, so every {@code -D} key
     * would be known. Uses the class loader of this class, since that of a host's thread may not
     * see the file.
     */
    private static Config reference() {
        return ConfigFactory.defaultReferenceUnresolved(Configuration.class.getClassLoader())
                .resolve();
    }

    private static Map<String, Object> systemProperties() {
        Map<String, Object> values = new HashMap<>();
        for (String name : System.getProperties().stringPropertyNames()) {
            if (name.startsWith(ROOT + ".")) {
                values.put(name, value(System.getProperty(name)));
            }
        }
        return values;
    }

    private static Config parse(Map<String, ?> overrides) {
        Config config = ConfigFactory.empty();
        for (Map.Entry<String, ?> override : overrides.entrySet()) {
            try {
                config = config.withValue(override.getKey(), ConfigValueFactory.fromAnyRef(override.getValue()));
            } catch (com.typesafe.config.ConfigException unusable) {
                throw new ConfigException("\"" + override.getKey() + "\" is not a configuration key");
            }
        }
        return config;
    }

    private static Config read(File file) {
        if (file.isDirectory()) {
            throw new ConfigException(
                    "cannot read the configuration " + file + ": it is a directory; name a file in it");
        }
        if (!file.isFile()) {
            throw new ConfigException("cannot read the configuration " + file + ": there is no such file");
        }
        if (!file.canRead()) {
            throw new ConfigException("cannot read the configuration " + file + ": permission denied");
        }
        try {
            return ConfigFactory.parseFile(file).resolveWith(ConfigFactory.systemEnvironment());
        } catch (UnresolvedSubstitution missing) {
            throw new ConfigException("cannot read the configuration " + file + line(missing) + ": "
                    + firstSentence(missing)
                    + "; set it in the environment, or write ${?...} for what may be missing");
        } catch (com.typesafe.config.ConfigException unusable) {
            throw new ConfigException(
                    "cannot read the configuration " + file + line(unusable) + ": " + firstSentence(unusable));
        }
    }

    private static String line(com.typesafe.config.ConfigException failure) {
        int line = failure.origin() == null ? -1 : failure.origin().lineNumber();
        return line < 1 ? "" : ", line " + line;
    }

    /** Without the file and the line, which the library's message begins with. */
    private static String firstSentence(com.typesafe.config.ConfigException failure) {
        String message = failure.getMessage();
        int origin = message.indexOf(": ");
        String text = origin < 0 ? message : message.substring(origin + 2).replaceFirst("^\\d+: *", "");
        // Replaces what the library says of a block that is not closed.
        return text.split("[\\r\\n]|, if you", 2)[0].replace(
                "expecting a close parentheses ')' here, not: end of file",
                "the file ends, and a { or [ is not closed");
    }

    /** The name of the environment variable that sets a key. */
    public static String variable(String key) {
        return key.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
    }

    /** Every known key. */
    public static TreeSet<String> known() {
        return keys(reference());
    }

    private static Config environment(TreeSet<String> known, Map<String, String> variables) {
        Map<String, String> keyOf = new HashMap<>();
        for (String key : known) {
            keyOf.put(variable(key), key);
        }
        Config config = ConfigFactory.empty();
        for (Map.Entry<String, String> variable : variables.entrySet()) {
            String key = keyOf.get(variable.getKey());
            // Kubernetes sets CHATKA_SERVER_PORT=tcp://... in every pod beside a service named
            // chatka-server.
            if (key != null && !variable.getValue().startsWith("tcp://")) {
                config = config.withValue(
                        key, ConfigValueFactory.fromAnyRef(value(variable.getValue()), variable.getKey()));
            }
        }
        return config;
    }

    private static Config only(Config config) {
        return config.hasPath(ROOT) ? config.withOnlyPath(ROOT) : ConfigFactory.empty();
    }

    private static TreeSet<String> keys(Config config) {
        TreeSet<String> keys = new TreeSet<>();
        only(config).entrySet().forEach(entry -> keys.add(entry.getKey()));
        return keys;
    }

    private static Config checked(
            Config config, TreeSet<String> known, String source, Consumer<ConfigException> unknown) {
        Config rest = config;
        for (Map.Entry<String, ConfigValue> entry : config.entrySet()) {
            String key = entry.getKey();
            if (!known.contains(key) && !isInside(key, known) && !key.startsWith(PEKKO)) {
                unknown.accept(new ConfigException(key, source + ": " + unknown(key, known)));
                rest = rest.withoutPath(key);
            }
        }
        return rest;
    }

    /** Whether the key is a part of a setting's value: its reader checks it. */
    private static boolean isInside(String key, TreeSet<String> known) {
        String before = known.floor(key);
        return before != null && key.startsWith(before + ".");
    }

    /** The name with the smallest edit distance. */
    public static String nearest(String name, TreeSet<String> names) {
        String nearest = names.first();
        for (String candidate : names) {
            if (distance(name, candidate) < distance(name, nearest)) {
                nearest = candidate;
            }
        }
        return nearest;
    }

    private static String unknown(String key, TreeSet<String> known) {
        String inside = known.ceiling(key + ".");
        if (inside != null && inside.startsWith(key + ".")) {
            return key + " is a group of settings, such as " + inside + ", and has no value of its own";
        }
        return "there is no setting " + key + "; the nearest is " + nearest(key, known);
    }

    /** The edit distance (Levenshtein, 1965). */
    private static int distance(String a, String b) {
        int[] costs = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            costs[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = costs[0];
            costs[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replace = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = costs[j];
                costs[j] = Math.min(replace, 1 + Math.min(costs[j], costs[j - 1]));
            }
        }
        return costs[b.length()];
    }

    /**
     * A value of {@code --set}, {@code -D} or the environment: a number or a list as HOCON reads
     * it, or else plain text.
     */
    public static Object value(String text) {
        try {
            Object value = ConfigFactory.parseString("value = " + text)
                    .getValue("value")
                    .unwrapped();
            // An unquoted text stays as it is: HOCON would take // and # in it for the start of a
            // comment.
            return value instanceof String && !text.trim().startsWith("\"") ? text.trim() : value;
        } catch (com.typesafe.config.ConfigException plainText) {
            return text;
        }
    }
}
