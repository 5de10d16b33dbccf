package io.chatka.doctor;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Reads what the Linux kernel tells in files; on other systems there is nothing to read. */
final class Kernel {
    private static final int MOST = 64 * 1024;

    private Kernel() {}

    /** The first 64 KiB of a file, which is usually all of it. */
    static Optional<String> text(String path) {
        // Enough for tables of sockets, which begin with those that listen. The first read asks for
        // all: some files give everything to one read, and nothing to a second.
        try (InputStream file = new FileInputStream(path)) {
            byte[] bytes = new byte[MOST];
            int length = 0;
            for (int read = file.read(bytes); read > 0; read = file.read(bytes, length, MOST - length)) {
                length += read;
            }
            return Optional.of(new String(bytes, 0, length, StandardCharsets.UTF_8).trim());
        } catch (IOException unreadable) {
            return Optional.empty();
        }
    }

    static List<String> lines(String path) {
        return text(path).map(text -> text.lines().toList()).orElse(List.of());
    }

    /** The numbers of a file that holds nothing else; empty if it cannot be read. */
    static List<Long> numbers(String path) {
        try {
            return text(path).stream()
                    .flatMap(text -> Stream.of(text.split("\\s+")))
                    .map(Long::valueOf)
                    .toList();
        } catch (NumberFormatException others) {
            return List.of();
        }
    }

    /** The first number in a file, or -1. */
    static long number(String path) {
        List<Long> numbers = numbers(path);
        return numbers.isEmpty() ? -1 : numbers.get(0);
    }

    /** The names in a directory; empty if it cannot be read. */
    static List<Path> in(Path directory) {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.toList();
        } catch (IOException | RuntimeException unreadable) {
            return List.of();
        }
    }
}
