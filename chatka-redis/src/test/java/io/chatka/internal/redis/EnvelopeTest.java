package io.chatka.internal.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.chatka.internal.broker.EventKind;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EnvelopeTest {

    @Test
    void an_event_has_epoch_seq_and_its_bytes() {
        Envelope envelope = decode("e abc123 42\n{\"type\":\"message\"}\n e 1");
        assertThat(envelope).isInstanceOfSatisfying(Envelope.OfEvent.class, of -> {
            assertThat(of.event().epoch()).isEqualTo("abc123");
            assertThat(of.event().seq()).isEqualTo(42);
            assertThat(of.event().json()).asString(StandardCharsets.UTF_8).isEqualTo("{\"type\":\"message\"}\n e 1");
        });
    }

    @Test
    void an_event_without_a_kind_is_a_message_and_another_one_says_its_kind() {
        assertThat(decode("e abc123 42\n{}")).isInstanceOfSatisfying(Envelope.OfEvent.class, of -> assertThat(
                        of.event().kind())
                .isSameAs(EventKind.MESSAGE));
        assertThat(decode("k 9999 abc123 42\n{}")).isInstanceOfSatisfying(Envelope.OfEvent.class, of -> {
            assertThat(of.event().kind()).isEqualTo(new EventKind(9_999));
            assertThat(of.event().epoch()).isEqualTo("abc123");
            assertThat(of.event().seq()).isEqualTo(42);
            assertThat(of.event().json()).asString(StandardCharsets.UTF_8).isEqualTo("{}");
        });
    }

    @Test
    void a_note_is_any_bytes() {
        byte[] note = {0, '\n', 'e', ' ', -1};
        Envelope envelope = Envelope.decode(ByteBuffer.wrap(Envelope.note(note)));
        assertThat(envelope).isInstanceOfSatisfying(Envelope.OfNote.class, of -> assertThat(of.note())
                .isEqualTo(note));
        assertThat(decode("n\n")).isInstanceOf(Envelope.OfNote.class);
    }

    @Test
    void a_buffer_that_does_not_begin_at_its_array_is_read_from_where_it_begins() {
        byte[] bytes = "xxe abc 7\n{}yy".getBytes(StandardCharsets.UTF_8);
        Envelope envelope = Envelope.decode(ByteBuffer.wrap(bytes, 2, bytes.length - 4));
        assertThat(envelope).isInstanceOfSatisfying(Envelope.OfEvent.class, of -> {
            assertThat(of.event().seq()).isEqualTo(7);
            assertThat(of.event().json()).asString(StandardCharsets.UTF_8).isEqualTo("{}");
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "e",
                "n",
                "x\n",
                "e ",
                "e abc",
                "e abc 1",
                "e abc\n{}",
                "e  1\n{}",
                "e abc \n{}",
                "e abc 0\n{}",
                "e abc -1\n{}",
                "e abc 1x\n{}",
                "e abc 99999999999999999999999\n{}",
                "{\"type\":\"message\"}",
                "canary 1\n",
                "k abc 1\n{}",
                "k 7\n{}",
                "k  abc 1\n{}",
                "k 0 abc 1\n{}",
                "k 10000 abc 1\n{}",
                "k -1 abc 1\n{}",
                "k 7 abc 0\n{}",
                "k 7  1\n{}"
            })
    void what_is_not_an_envelope_is_broken(String text) {
        assertThat(decode(text)).isEqualTo(Envelope.BROKEN);
    }

    @ParameterizedTest
    @ValueSource(strings = {"e abc123 42\n{}", "k 77 abc123 42\n{}"})
    void no_bytes_whatever_make_it_throw(String envelope) {
        Random random = new Random(1);
        byte[] sample = envelope.getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < 100_000; i++) {
            byte[] bytes = Arrays.copyOf(sample, random.nextInt(sample.length + 1));
            for (int changes = random.nextInt(4); changes > 0 && bytes.length > 0; changes--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            assertThat(Envelope.decode(ByteBuffer.wrap(bytes))).isNotNull();
        }
    }

    private static Envelope decode(String text) {
        return Envelope.decode(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
    }
}
