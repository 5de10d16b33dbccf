package io.chatka.internal.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Utf8Test {

    @ParameterizedTest
    @ValueSource(
            strings = {"", "a", "a\0\u007f", "\u0080\u07ff", "\u0800\ud7ff\ue000\uffff", "\ud800\udc00\udbff\udfff"})
    void every_character_is_valid_to_the_ends_of_its_range(String text) {
        assertThat(Utf8.isValid(text.getBytes(StandardCharsets.UTF_8))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "80",
                "ff",
                "fe",
                "c0af",
                "c180",
                "c2",
                "c241",
                "e08080",
                "e0a0",
                "eda080",
                "edbfbf",
                "e4b8",
                "f0808080",
                "f0908f",
                "f4908080",
                "f5808080",
                "f88080808080",
                "616180",
                "e4b8ad80"
            })
    void what_RFC_3629_forbids_is_not(String hex) {
        assertThat(Utf8.isValid(HexFormat.of().parseHex(hex))).isFalse();
    }

    @Test
    void random_bytes_are_valid_if_they_can_be_decoded_and_encoded_to_the_same() {
        Random random = new Random(7);
        int valid = 0;
        for (int i = 0; i < 50_000; i++) {
            byte[] bytes = new byte[1 + random.nextInt(4)];
            random.nextBytes(bytes);
            boolean expected = roundTrips(bytes);
            valid += expected ? 1 : 0;
            if (Utf8.isValid(bytes) != expected) {
                throw new AssertionError(HexFormat.of().formatHex(bytes));
            }
        }
        assertThat(valid).isBetween(1_000, 49_000);
    }

    @Test
    void part_by_part_the_answer_is_the_same_and_comes_with_the_first_wrong_byte() {
        Random random = new Random(8);
        for (int i = 0; i < 50_000; i++) {
            byte[] bytes = new byte[1 + random.nextInt(6)];
            random.nextBytes(bytes);
            Utf8 parts = new Utf8();
            boolean accepted = true;
            for (byte next : bytes) {
                accepted = accepted && parts.accept(new byte[] {next});
            }
            assertThat(accepted && parts.isComplete())
                    .as(HexFormat.of().formatHex(bytes))
                    .isEqualTo(Utf8.isValid(bytes));
        }
        assertThat(new Utf8().accept(new byte[] {(byte) 0xED, (byte) 0xA0})).isFalse();
        assertThat(new Utf8().accept(new byte[] {(byte) 0xED, (byte) 0x9F})).isTrue();
    }

    private static boolean roundTrips(byte[] bytes) {
        try {
            CharBuffer text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            return StandardCharsets.UTF_8.encode(text).equals(ByteBuffer.wrap(bytes));
        } catch (CharacterCodingException malformed) {
            return false;
        }
    }
}
