package io.chatka.verify;

import io.chatka.verify.run.CannotRun;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads options, and says what would be right. */
final class Options {
    private static final Pattern TIME = Pattern.compile("(\\d{1,6})(s|m|h)");

    private Options() {}

    static int whole(String name, String given, int otherwise, int least, int most) {
        if (given == null) {
            return otherwise;
        }
        try {
            int value = Integer.parseInt(given);
            if (value >= least && value <= most) {
                return value;
            }
        } catch (NumberFormatException wrong) {
            // said below
        }
        throw new CannotRun(
                name + " takes a whole number from " + least + " to " + most + ", and was given \"" + given + "\"");
    }

    static long seed(String name, String given) {
        if (given == null) {
            return ThreadLocalRandom.current().nextLong(1_000_000_000);
        }
        try {
            return Long.parseLong(given);
        } catch (NumberFormatException wrong) {
            throw new CannotRun(name + " takes a whole number, and was given \"" + given + "\"");
        }
    }

    static Duration time(String name, String given) {
        Matcher matcher = TIME.matcher(given);
        if (!matcher.matches()) {
            throw new CannotRun(name + " takes a time such as 90s, 30m or 2h, and was given \"" + given + "\"");
        }
        long number = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "s" -> Duration.ofSeconds(number);
            case "m" -> Duration.ofMinutes(number);
            default -> Duration.ofHours(number);
        };
    }

    static InetSocketAddress server(String url) {
        String right =
                "--url takes the address of a Chatka, such as ws://localhost:8000, and was given \"" + url + "\"";
        try {
            URI uri = new URI(url);
            String path = uri.getPath() == null ? "" : uri.getPath();
            if (!"ws".equals(uri.getScheme()) || uri.getHost() == null || !path.matches("/?(ws/?)?")) {
                throw new CannotRun(right);
            }
            InetSocketAddress address = new InetSocketAddress(uri.getHost(), uri.getPort() < 0 ? 80 : uri.getPort());
            if (address.isUnresolved()) {
                throw new CannotRun("--url names a host that has no address: " + uri.getHost());
            }
            return address;
        } catch (URISyntaxException wrong) {
            throw new CannotRun(right);
        }
    }

    /** @throws CannotRun if that file could not be written */
    static void writable(String name, Path file) {
        if (file == null) {
            return;
        }
        Path parent = file.toAbsolutePath().getParent();
        if (parent == null || Files.isDirectory(file)) {
            throw new CannotRun(name + " takes a file, and was given the directory " + file);
        }
        if (!Files.isDirectory(parent)) {
            throw new CannotRun(name + " takes a file in a directory that exists, and there is no " + parent);
        }
    }

    /** Adds an option to a command line, if it was given. */
    static void append(StringBuilder line, String name, Object value) {
        if (value != null) {
            line.append(' ').append(name);
            if (!value.toString().isEmpty()) {
                line.append(' ').append(value);
            }
        }
    }
}
