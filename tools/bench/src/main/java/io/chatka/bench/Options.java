package io.chatka.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** Reads the values of options; what is wrong is answered with what would be right. */
final class Options {
    private static final double LONGEST_SECONDS = 86_400;

    private Options() {}

    static int whole(String name, String value, int otherwise, int lowest, int highest) {
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

    /** So many, such as 10, or a share of the whole, such as 5%; 0 if it is not given. */
    static int share(String name, String value, int whole, int highest) {
        if (value != null && value.matches("\\d{1,3}(\\.\\d{1,3})?%")) {
            double percent = Double.parseDouble(value.substring(0, value.length() - 1));
            return (int) Math.min(highest, Math.round(whole * percent / 100));
        }
        return whole(name, value, 0, 0, highest);
    }

    static double decimal(String name, String value, double otherwise, int highest) {
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
    static Duration seconds(String name, String value, int otherwise) {
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

    /** @param extra the option that does not go with the others, or null */
    static void none(String because, String extra) {
        if (extra != null) {
            throw new BadOption(because + extra);
        }
    }

    /** It would be a pity to find that out after the run. */
    static void writable(String name, Path file) {
        if (file == null) {
            return;
        }
        Path parent = file.toAbsolutePath().getParent();
        if (Files.isDirectory(file) || parent == null || !Files.isDirectory(parent)) {
            throw new BadOption(name + " takes a file in a directory that exists, and was given \"" + file + "\"");
        }
        if (!Files.isWritable(Files.exists(file) ? file : parent)) {
            throw new BadOption(name + " takes a file that can be written, and was given \"" + file + "\"");
        }
    }

    private static BadOption wrong(String name, String right, String value) {
        return new BadOption(name + " takes " + right + ", and was given \"" + value + "\"");
    }
}
