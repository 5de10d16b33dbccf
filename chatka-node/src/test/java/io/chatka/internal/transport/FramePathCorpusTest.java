package io.chatka.internal.transport;

import io.chatka.Corpus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Inputs that the fuzzer has found before are still handled. */
class FramePathCorpusTest {
    static List<Path> inputs() throws IOException {
        return Corpus.of(FramePathFuzzer.class);
    }

    @ParameterizedTest
    @MethodSource("inputs")
    void every_input_of_the_corpus_is_the_same_whole_and_in_pieces(Path input) throws Exception {
        FramePathFuzzer.fuzzerTestOneInput(Files.readAllBytes(input));
    }
}
