package io.chatka.internal.redis;

import io.chatka.Corpus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Inputs that the fuzzer found earlier are still handled. */
class EnvelopeCorpusTest {
    static List<Path> inputs() throws IOException {
        return Corpus.of(EnvelopeFuzzer.class);
    }

    @ParameterizedTest
    @MethodSource("inputs")
    void every_input_of_the_corpus_is_an_envelope_or_broken(Path input) throws Exception {
        EnvelopeFuzzer.fuzzerTestOneInput(Files.readAllBytes(input));
    }
}
