package io.chatka.tools;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads values of options. A value that cannot be used is a {@link CannotRun} which names the
 * option and says what it takes. The value null means that the option was not given.
 */
public final class Options {
    private static final double LONGEST_SECONDS = 86_400;
    private static final Pattern TIME = Pattern.compile("(\\d{1,6})([smh])");

    private Options() {}

    public static int whole(String name, String value, int otherwise, int lowest, int highest) {
        if (value == null) {
            return otherwise;
        }
        if (value.matches("\\d{1,10}")) {
            long number = Long.parseLong(value);
            if (number >= lowest && number <= highest) {
                return (int) number;
            }
        }
        throw wrong(name, "a whole number from " + lowest + " to " + highest, value);
    }

    /** Any number of 64 bits. */
    public static long whole(String name, String value, long otherwise) {
        try {
            return value == null ? otherwise : Long.parseLong(value);
        } catch (NumberFormatException notWhole) {
            throw wrong(name, "a whole number", value);
        }
    }

    /** A number such as 10, or a share of the whole such as 5%; 0 if it is not given. */
    public static int share(String name, String value, int whole, int highest) {
        if (value != null && value.matches("\\d{1,3}(\\.\\d{1,3})?%")) {
            double percent = Double.parseDouble(value.substring(0, value.length() - 1));
            return (int) Math.min(highest, Math.round(whole * percent / 100));
        }
        return whole(name, value, 0, 0, highest);
    }

    public static double decimal(String name, String value, double otherwise, int highest) {
        if (value == null) {
            return otherwise;
        }
        if (value.matches("\\d{1,10}(\\.\\d{1,6})?")) {
            double number = Double.parseDouble(value);
            if (number > 0 && number <= highest) {
                return number;
            }
        }
        throw wrong(name, "a number above 0, at most " + highest, value);
    }

    /** Seconds, such as 10, 0.5 or 30s. */
    public static Duration seconds(String name, String value, int otherwise) {
        if (value == null) {
            return Duration.ofSeconds(otherwise);
        }
        if (value.matches("\\d{1,6}(\\.\\d{1,3})?s?")) {
            double seconds = Double.parseDouble(value.replace("s", ""));
            if (seconds <= LONGEST_SECONDS) {
                return Duration.ofMillis(Math.round(seconds * 1000));
            }
        }
        throw wrong(name, "seconds from 0 to " + (int) LONGEST_SECONDS, value);
    }

    /** A time with its unit, such as 90s, 30m or 2h; null if it is not given. */
    public static Duration time(String name, String value) {
        if (value == null) {
            return null;
        }
        Matcher matcher = TIME.matcher(value);
        if (!matcher.matches()) {
            throw wrong(name, "a time such as 90s, 30m or 2h", value);
        }
        long number = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "s" -> Duration.ofSeconds(number);
            case "m" -> Duration.ofMinutes(number);
            default -> Duration.ofHours(number);
        };
    }

    /** Checks before a long run that its results can be written. */
    public static void writable(String name, Path file) {
        if (file == null) {
            return;
        }
        Path parent = file.toAbsolutePath().getParent();
        if (Files.isDirectory(file) || parent == null || !Files.isDirectory(parent)) {
            throw wrong(name, "a file in a directory that exists", file.toString());
        }
        if (!Files.isWritable(Files.exists(file) ? file : parent)) {
            throw wrong(name, "a file that can be written", file.toString());
        }
    }

    private static CannotRun wrong(String name, String right, String value) {
        return new CannotRun(name + " takes " + right + ", and was given \"" + value + "\"");
    }
}
