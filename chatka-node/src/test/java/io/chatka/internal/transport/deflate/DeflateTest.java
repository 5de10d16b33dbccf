package io.chatka.internal.transport.deflate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

public class DeflateTest {
    private static final int MAX = 65_536;

    private final Compressor compressor = new Compressor(new DeflateSettings(true, 1, 16));
    private final Decompressor decompressor = new Decompressor();

    @Test
    void what_was_compressed_comes_out_again_whatever_came_before() throws Exception {
        Random random = new Random(7);
        for (int i = 0; i < 200; i++) {
            byte[] text = "{\"type\":\"message\",\"text\":\"%s\"}"
                    .formatted("abcdefgh".substring(random.nextInt(8)).repeat(random.nextInt(5_000)))
                    .getBytes(StandardCharsets.UTF_8);
            byte[] compressed = compressed(text);
            assertThat(compressed.length).isLessThan(text.length);
            assertThat(decompressor.decompress(compressed, MAX)).isEqualTo(text);
            // The same bytes for everybody: nothing is remembered.
            assertThat(compressed(text)).isEqualTo(compressed);
        }
    }

    @Test
    void short_texts_and_what_does_not_become_smaller_stay_as_they_are() {
        assertThat(compressor.compress(new byte[16])).isEqualTo(-1);
        assertThat(compressor.compress(new byte[17])).isPositive();
        byte[] noise = new byte[5_000];
        new Random(7).nextBytes(noise);
        assertThat(compressor.compress(noise)).isEqualTo(-1);
    }

    /** From section 7.2.3 of RFC 7692. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "f248cdc9c90700",
                "000500faff48656c6c6f00",
                "f348cdc9c9070000",
                "f248050000 00ffffcac9c90700",
            })
    void the_examples_of_the_RFC_are_understood(String hex) throws Exception {
        byte[] message = HexFormat.of().parseHex(hex.replace(" ", ""));
        assertThat(decompressor.decompress(message, MAX))
                .asString(StandardCharsets.US_ASCII)
                .isEqualTo("Hello");
    }

    @Test
    void an_empty_message_is_one_byte() throws Exception {
        assertThat(decompressor.decompress(new byte[1], MAX)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 1_023, 1_024, 1_025, 65_535, 65_536})
    void a_message_may_have_just_the_size_that_is_allowed(int size) throws Exception {
        byte[] message = deflated(new byte[size]);
        assertThat(decompressor.decompress(message, size)).hasSize(size);
        if (size > 0) {
            assertThatThrownBy(() -> decompressor.decompress(message, size - 1))
                    .isInstanceOf(Decompressor.TooBigException.class);
        }
    }

    @Test
    void a_bomb_is_stopped_and_the_next_message_understood() throws Exception {
        byte[] bomb = deflated(new byte[50_000_000]);
        assertThat(bomb.length).isLessThan(MAX);
        assertThatThrownBy(() -> decompressor.decompress(bomb, MAX)).isInstanceOf(Decompressor.TooBigException.class);
        assertThat(decompressor.decompress(deflated("hi".getBytes(StandardCharsets.UTF_8)), MAX))
                .asString(StandardCharsets.US_ASCII)
                .isEqualTo("hi");
    }

    @Test
    void what_is_cut_off_is_no_message() {
        byte[] whole = deflated("cut me off wherever you like, it is not whole".getBytes(StandardCharsets.UTF_8));
        for (int length = 0; length < whole.length; length++) {
            byte[] part = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> decompressor.decompress(part, MAX))
                    .as("%d of %d bytes", part.length, whole.length)
                    .isInstanceOf(DataFormatException.class);
        }
    }

    @Test
    void what_is_damaged_is_refused_or_something_else_but_never_more_than_allowed() {
        Random random = new Random(7);
        byte[] whole = deflated("damage me wherever you like ".repeat(20).getBytes(StandardCharsets.UTF_8));
        int refused = 0;
        for (int i = 0; i < 20_000; i++) {
            byte[] damaged = whole.clone();
            damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
            damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
            try {
                assertThat(decompressor.decompress(damaged, 1_000).length).isLessThanOrEqualTo(1_000);
            } catch (DataFormatException | Decompressor.TooBigException expected) {
                refused++;
            }
        }
        assertThat(refused).isGreaterThan(1_000);
    }

    private byte[] compressed(byte[] text) {
        int length = compressor.compress(text);
        return Arrays.copyOf(compressor.result(), length);
    }

    /** By the JDK's own means. */
    public static byte[] deflated(byte[] message) {
        Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION, true);
        deflater.setInput(message);
        byte[] out = new byte[message.length + 100];
        int length = deflater.deflate(out, 0, out.length, Deflater.SYNC_FLUSH);
        deflater.end();
        return Arrays.copyOf(out, length - 4);
    }
}
