package io.chatka.internal.config;

import com.typesafe.config.Config;
import io.chatka.api.ConfigException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/** Reads settings under one path, and refuses a bad one with a line that names its key. Immutable. */
public final class Reader {
    private static final int MAX_QUOTED = 60;

    private final Config config;
    private final String path;

    /** What the path is called where it is named: one that is in a list is read from its own root. */
    private final String shownPath;

    public Reader(Config root, String path) {
        this(root, path, path);
    }

    private Reader(Config root, String path, String shownPath) {
        this.config = root;
        this.path = path;
        this.shownPath = shownPath;
    }

    public Reader at(String child) {
        return new Reader(config, key(child), shown(child));
    }

    /**
     * The objects of a list.
     *
     * @param known the keys that each may have
     */
    public List<Reader> list(String name, Set<String> known) {
        List<? extends Config> elements =
                read(name, "a list of objects, such as [{ ... }]", () -> config.getConfigList(key(name)));
        List<Reader> readers = new ArrayList<>();
        for (Config element : elements) {
            String where = shown(name) + "[" + readers.size() + "]";
            for (String key : element.root().keySet()) {
                if (!known.contains(key)) {
                    throw new ConfigException(
                            where,
                            "there is no setting " + where + "." + key + "; there are "
                                    + String.join(", ", new TreeSet<>(known)));
                }
            }
            readers.add(new Reader(element, "", where));
        }
        return readers;
    }

    public String string(String name) {
        return read(name, "a string", () -> config.getString(key(name)));
    }

    public List<String> strings(String name) {
        return read(name, "a list of strings", () -> List.copyOf(config.getStringList(key(name))));
    }

    public boolean flag(String name) {
        return read(name, "on or off", () -> config.getBoolean(key(name)));
    }

    public int integer(String name, int min, int max) {
        String wanted = "a whole number from " + min + " to " + max;
        return read(name, wanted, () -> {
            Number value = config.getNumber(key(name));
            // The library would cut a fraction off without a word.
            if (value.doubleValue() != Math.rint(value.doubleValue())) {
                throw new IllegalArgumentException();
            }
            return inRange(value.longValue(), min, max).intValue();
        });
    }

    /** In bytes. */
    public long bytes(String name, long min, long max) {
        String wanted = "a size from " + min + " to " + max + " bytes, such as 64KiB";
        return read(name, wanted, () -> inRange(config.getBytes(key(name)), min, max));
    }

    public Duration duration(String name, Duration min, Duration max) {
        String wanted = "a duration from " + words(min) + " to " + words(max) + ", such as 10s";
        return read(name, wanted, () -> {
            Duration value = config.getDuration(key(name));
            if (value.compareTo(min) < 0 || value.compareTo(max) > 0) {
                throw new IllegalArgumentException();
            }
            return value;
        });
    }

    public <E extends Enum<E>> E oneOf(String name, Class<E> type) {
        List<String> names = Arrays.stream(type.getEnumConstants())
                .map(constant -> constant.name().toLowerCase(Locale.ROOT))
                .toList();
        return read(
                name,
                "one of " + String.join(", ", names),
                () -> Enum.valueOf(type, config.getString(key(name)).toUpperCase(Locale.ROOT)));
    }

    /** Whether the setting is the given word, whatever else it may be. */
    public boolean is(String name, String word) {
        return config.hasPath(key(name))
                && config.getValue(key(name)).unwrapped().equals(word);
    }

    public ConfigException bad(String name, String wanted) {
        if (!config.hasPath(key(name))) {
            return new ConfigException(shown(name), shown(name) + " is missing, and has to be " + wanted);
        }
        if (Redaction.isSecret(name)) {
            return new ConfigException(shown(name), shown(name) + " has to be " + wanted);
        }
        String given = Redaction.of(String.valueOf(config.getValue(key(name)).unwrapped()));
        String shown = given.length() > MAX_QUOTED ? given.substring(0, MAX_QUOTED) + "…" : given;
        return new ConfigException(shown(name), shown(name) + " is \"" + shown + "\", and has to be " + wanted);
    }

    private <T> T read(String name, String wanted, java.util.function.Supplier<T> value) {
        try {
            return value.get();
        } catch (com.typesafe.config.ConfigException | IllegalArgumentException unusable) {
            throw bad(name, wanted);
        }
    }

    private static <N extends Number> N inRange(N value, long min, long max) {
        if (value.longValue() < min || value.longValue() > max) {
            throw new IllegalArgumentException();
        }
        return value;
    }

    private static String words(Duration duration) {
        return duration.toString().substring(2).toLowerCase(Locale.ROOT);
    }

    private String shown(String name) {
        return shownPath.isEmpty() ? name : shownPath + "." + name;
    }

    private String key(String name) {
        return path.isEmpty() ? name : path + "." + name;
    }
}
