package io.chatka.internal.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.chatka.internal.protocol.CloseCode;
import io.chatka.internal.protocol.ErrorCode;
import io.chatka.testing.ProtocolDocument;
import io.chatka.testing.TestServer;
import io.chatka.testing.Transcript;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** docs/protocol.md says what the server does, down to the last field. */
class ProtocolDocumentIT {
    private final ProtocolDocument document;

    ProtocolDocumentIT() throws IOException {
        document = ProtocolDocument.read();
    }

    @Test
    void every_fenced_block_is_a_transcript() {
        assertThat(document.blocks()).isNotEmpty().allSatisfy(block -> {
            assertThat(block.isTranscript()).as(block.heading()).isTrue();
            assertThat(block.lines()).as(block.heading()).isNotEmpty();
        });
    }

    @TestFactory
    Stream<DynamicTest> every_transcript_happens_as_it_is_written() {
        return document.blocks().stream()
                .map(block -> DynamicTest.dynamicTest(block.heading(), () -> {
                    // A server of its own: its rooms are empty.
                    try (TestServer server = TestServer.start()) {
                        Transcript.play(server, block.path(), document.conversation(block));
                    }
                }));
    }

    @Test
    void the_table_of_error_codes_is_the_enum() {
        List<List<String>> documented = document.table("<!-- error codes: checked against the enum -->").stream()
                .map(row -> List.of(row.get(0), row.get(2)))
                .toList();
        assertThat(documented)
                .isEqualTo(Arrays.stream(ErrorCode.values())
                        .map(code -> List.of(code.wireName(), code.retryable() ? "yes" : "no"))
                        .toList());
    }

    @Test
    void the_table_of_close_codes_is_the_enum() {
        assertThat(document.table("<!-- close codes: checked against the enum -->"))
                .isEqualTo(Arrays.stream(CloseCode.values())
                        .map(code -> List.of(
                                String.valueOf(code.number()),
                                code.wireName(),
                                code.text(),
                                code.reconnects() ? "yes" : "no"))
                        .toList());
    }

    @Test
    void a_close_code_has_a_text_of_its_own_that_fits_into_a_close_frame() {
        assertThat(CloseCode.values()).allSatisfy(code -> {
            assertThat(code.text().getBytes(StandardCharsets.UTF_8)).hasSizeBetween(1, 123);
            // It is written as ASCII.
            assertThat(code.text()).matches("\\p{ASCII}+");
        });
        assertThat(Arrays.stream(CloseCode.values()).map(CloseCode::text)).doesNotHaveDuplicates();
    }

    @Test
    void the_number_alone_says_whether_to_come_back() {
        assertThat(Arrays.stream(CloseCode.values())
                        .collect(Collectors.groupingBy(
                                CloseCode::number, Collectors.mapping(CloseCode::reconnects, Collectors.toSet()))))
                .allSatisfy((number, comeBack) -> assertThat(comeBack).hasSize(1));
    }
}
