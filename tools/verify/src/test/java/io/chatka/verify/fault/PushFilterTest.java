package io.chatka.verify.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What remains is a right stream, however it was cut into pieces. */
class PushFilterTest {
    private static final String WANTED = push('>', "a", "hello");
    private static final String OTHER = push('>', "b", "hello");
    private static final String STREAM = String.join(
            "",
            "+OK\r\n",
            ":12\r\n",
            "$-1\r\n",
            "$0\r\n\r\n",
            WANTED,
            "*2\r\n$3\r\nabc\r\n*1\r\n:1\r\n",
            "%1\r\n+modules\r\n*0\r\n",
            OTHER,
            "|1\r\n+ttl\r\n:1\r\n$1\r\nx\r\n",
            push('*', "a", "two\r\nlines"),
            ">2\r\n$9\r\nsubscribe\r\n$1\r\na\r\n",
            "_\r\n#t\r\n,1.5\r\n");

    @Test
    void without_a_choice_everything_passes_in_pieces_of_any_size() {
        for (int size = 1; size <= STREAM.length(); size++) {
            assertThat(pass(new PushFilter(push -> false), STREAM, size)).isEqualTo(STREAM);
        }
    }

    @Test
    void chosen_messages_are_left_out_whole_and_nothing_else() {
        String without = STREAM.replace(WANTED, "").replace(push('*', "a", "two\r\nlines"), "");
        for (int size = 1; size <= STREAM.length(); size++) {
            PushFilter filter = new PushFilter(push -> text(push).contains("$1\r\na\r\n"));
            assertThat(pass(filter, STREAM, size)).isEqualTo(without);
        }
    }

    @Test
    void what_is_not_whole_waits() {
        PushFilter filter = new PushFilter(push -> false);
        assertThat(pass(filter, "$5\r\nhel", 100)).isEmpty();
        assertThat(pass(filter, "lo\r\n", 100)).isEqualTo("$5\r\nhello\r\n");
    }

    private static String push(char kind, String channel, String text) {
        StringBuilder push = new StringBuilder(kind + "3\r\n");
        for (String part : List.of("message", channel, text)) {
            push.append('$').append(part.length()).append("\r\n").append(part).append("\r\n");
        }
        return push.toString();
    }

    private static String pass(PushFilter filter, String stream, int size) {
        StringBuilder out = new StringBuilder();
        for (int from = 0; from < stream.length(); from += size) {
            String piece = stream.substring(from, Math.min(stream.length(), from + size));
            ByteBuf passed = filter.pass(Unpooled.copiedBuffer(piece, StandardCharsets.ISO_8859_1));
            out.append(passed.toString(StandardCharsets.ISO_8859_1));
            passed.release();
        }
        return out.toString();
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
