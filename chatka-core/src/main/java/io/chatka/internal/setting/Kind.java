package io.chatka.internal.setting;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.chatka.api.ConfigException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The values that a setting can have: how one is read, and what it has to be, in words. Immutable.
 *
 * @param range the values for a table, such as {@code 1 to 100}
 * @param wanted the values for a sentence, behind "has to be"
 * @param shown whether an error may repeat the value
 * @param reading takes the configuration and a path in it; throws what the library throws, or an {@link
 *     IllegalArgumentException}
 */
public record Kind<T>(String range, String wanted, boolean shown, BiFunction<Config, String, T> reading) {
    private static final int MAX_QUOTED = 60;

    private Kind(String range, String wanted, BiFunction<Config, String, T> reading) {
        this(range, wanted, true, reading);
    }

    public static Kind<Integer> integer(int min, int max) {
        String range = min + " to " + max;
        return new Kind<>(range, "a whole number from " + range, (config, path) -> {
            Number value = config.getNumber(path);
            // The library would drop a fraction silently.
            if (value.doubleValue() != Math.rint(value.doubleValue())) {
                throw new IllegalArgumentException();
            }
            return inRange(value.longValue(), (long) min, (long) max).intValue();
        });
    }

    /** A size, up to 2 GiB. */
    public static Kind<Integer> bytes(String min, String max) {
        return longBytes(min, max).map(Math::toIntExact);
    }

    public static Kind<Long> longBytes(String min, String max) {
        String range = min + " to " + max;
        long from = parsed(min).getBytes("value");
        long to = parsed(max).getBytes("value");
        return new Kind<>(
                range,
                "a size from " + range + ", such as 64KiB",
                (config, path) -> inRange(config.getBytes(path), from, to));
    }

    public static Kind<Duration> duration(String min, String max) {
        String range = min + " to " + max;
        Duration from = parsed(min).getDuration("value");
        Duration to = parsed(max).getDuration("value");
        return new Kind<>(
                range,
                "a duration from " + range + ", such as 10s",
                (config, path) -> inRange(config.getDuration(path), from, to));
    }

    public static Kind<Boolean> flag() {
        return new Kind<>("on, off", "on or off", Config::getBoolean);
    }

    /** The constants' names as {@code toString} has them, in small letters. */
    public static <E extends Enum<E>> Kind<E> oneOf(Class<E> type) {
        List<E> constants = List.of(type.getEnumConstants());
        String range = constants.stream()
                .map(constant -> constant.toString().toLowerCase(Locale.ROOT))
                .collect(Collectors.joining(", "));
        return new Kind<>(range, "one of " + range, (config, path) -> constants.stream()
                .filter(constant -> constant.toString().equalsIgnoreCase(config.getString(path)))
                .findFirst()
                .orElseThrow(IllegalArgumentException::new));
    }

    public static Kind<String> text() {
        return new Kind<>("text", "a string", Config::getString);
    }

    public static Kind<List<String>> texts() {
        return new Kind<>("list", "a list of strings", (config, path) -> List.copyOf(config.getStringList(path)));
    }

    public static Kind<List<? extends Config>> objects() {
        return new Kind<>("list", "a list of objects, such as [{ ... }]", Config::getConfigList);
    }

    /** @param function throws an {@link IllegalArgumentException} for what cannot be used */
    public <R> Kind<R> map(Function<? super T, R> function) {
        return new Kind<>(range, wanted, shown, (config, path) -> function.apply(reading.apply(config, path)));
    }

    /** A word that stands for a value. */
    public Kind<T> or(String word, T meaning) {
        return new Kind<>(
                word + ", " + range,
                word + " or " + wanted,
                shown,
                (config, path) ->
                        word.equals(config.getValue(path).unwrapped()) ? meaning : reading.apply(config, path));
    }

    public Kind<T> wanted(String words) {
        return new Kind<>(range, words, shown, reading);
    }

    public Kind<T> range(String words) {
        return new Kind<>(words, wanted, shown, reading);
    }

    /** An error does not repeat the value: it may have a password in it. */
    public Kind<T> hidden() {
        return new Kind<>(range, wanted, false, reading);
    }

    /**
     * @param name of the setting, for an error
     * @throws ConfigException if the value cannot be used
     */
    public T read(Config config, String path, String name) {
        try {
            return reading.apply(config, path);
        } catch (com.typesafe.config.ConfigException | IllegalArgumentException | ArithmeticException unusable) {
            throw new ConfigException(name, name + fault(config, path, name, unusable));
        }
    }

    private String fault(Config config, String path, String name, RuntimeException unusable) {
        // A parser of ours knows more than this kind does.
        if (unusable.getClass() == IllegalArgumentException.class && unusable.getMessage() != null) {
            return ": " + unusable.getMessage();
        }
        if (!config.hasPath(path)) {
            return " is missing, and has to be " + wanted;
        }
        if (!shown || Redaction.isSecret(name)) {
            return " has to be " + wanted;
        }
        String given = Redaction.of(String.valueOf(config.getValue(path).unwrapped()));
        String quoted = given.length() > MAX_QUOTED ? given.substring(0, MAX_QUOTED) + "…" : given;
        return " is \"" + quoted + "\", and has to be " + wanted;
    }

    private static <N extends Comparable<N>> N inRange(N value, N min, N max) {
        if (value.compareTo(min) < 0 || value.compareTo(max) > 0) {
            throw new IllegalArgumentException();
        }
        return value;
    }

    private static Config parsed(String value) {
        return ConfigFactory.parseString("value = " + value);
    }
}
