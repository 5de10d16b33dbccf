package io.chatka.internal.protocol;

import io.chatka.Corpus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Inputs that the fuzzer found earlier are still handled. */
class CommandDecoderCorpusTest {
    static List<Path> inputs() throws IOException {
        return Corpus.of(CommandDecoderFuzzer.class);
    }

    @ParameterizedTest
    @MethodSource("inputs")
    void every_input_of_the_corpus_is_a_command_or_is_refused(Path input) throws Exception {
        CommandDecoderFuzzer.fuzzerTestOneInput(Files.readAllBytes(input));
    }
}
