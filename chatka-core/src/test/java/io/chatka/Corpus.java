package io.chatka;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Inputs that a fuzzer has found worth keeping, in {@code src/fuzz/corpus} of the module: each leads somewhere that no other does. */
public final class Corpus {
    private Corpus() {}

    /** @throws IllegalStateException if there are none */
    public static List<Path> of(Class<?> fuzzer) throws IOException {
        Path directory = Path.of("src/fuzz/corpus", fuzzer.getSimpleName());
        try (Stream<Path> files = Files.list(directory)) {
            List<Path> inputs = files.sorted().toList();
            if (inputs.isEmpty()) {
                throw new IllegalStateException("no inputs in " + directory);
            }
            return inputs;
        }
    }
}
