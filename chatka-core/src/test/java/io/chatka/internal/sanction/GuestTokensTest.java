package io.chatka.internal.sanction;

import static org.assertj.core.api.Assertions.assertThat;

import io.chatka.api.User;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class GuestTokensTest {
    private static final User ANN = new User("g-1", "Änn 🎉", "guest");

    private final AtomicLong clock = new AtomicLong(1_700_000_000_000L);
    private final GuestTokens tokens = new GuestTokens(clock::get);

    @BeforeEach
    void haveAKey() {
        tokens.use(key(1));
    }

    @Test
    void the_token_of_a_guest_is_the_same_guest_on_every_node() {
        GuestTokens there = new GuestTokens(clock::get);
        there.use(key(1));
        assertThat(there.read(tokens.tokenOf(ANN))).isEqualTo(new GuestTokens.Guest(ANN, clock.get()));
    }

    @Test
    void a_token_lasts_for_30_days() {
        String token = tokens.tokenOf(ANN);
        clock.addAndGet(Duration.ofDays(30).toMillis());
        assertThat(tokens.read(token)).isNotNull();
        clock.incrementAndGet();
        assertThat(tokens.read(token)).isNull();
    }

    @Test
    void a_token_that_another_key_signed_is_nobody() {
        GuestTokens other = new GuestTokens(clock::get);
        other.use(key(2));
        assertThat(tokens.read(other.tokenOf(ANN))).isNull();
    }

    @Test
    void no_bit_of_a_token_can_be_changed() {
        byte[] token = tokens.tokenOf(ANN).getBytes(StandardCharsets.US_ASCII);
        for (int i = 0; i < token.length; i++) {
            byte[] changed = token.clone();
            changed[i] ^= 1;
            GuestTokens.Guest read = tokens.read(new String(changed, StandardCharsets.US_ASCII));
            // The last digit of each part has bits that mean nothing.
            assertThat(read == null || read.user().equals(ANN)).isTrue();
        }
    }

    @Test
    void what_is_no_token_is_nobody() {
        String signed = tokens.tokenOf(ANN);
        String content = signed.substring(0, signed.indexOf('.'));
        for (String token : new String[] {"", ".", "a.b", content + ".", content, "🎉.🎉", "a".repeat(100_000) + "."}) {
            assertThat(tokens.read(token)).as(token).isNull();
        }
        byte[] zeros = new byte[32];
        assertThat(tokens.read(content + "." + Base64.getUrlEncoder().encodeToString(zeros)))
                .isNull();
    }

    @Test
    void without_a_key_there_are_no_tokens() {
        GuestTokens none = new GuestTokens(clock::get);
        assertThat(none.tokenOf(ANN)).isNull();
        assertThat(none.read(tokens.tokenOf(ANN))).isNull();
        assertThat(none.ready()).isFalse();
    }

    private static byte[] key(int filled) {
        byte[] key = new byte[GuestTokens.KEY_BYTES];
        Arrays.fill(key, (byte) filled);
        return key;
    }
}
