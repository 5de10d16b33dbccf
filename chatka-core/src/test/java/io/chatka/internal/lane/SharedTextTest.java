package io.chatka.internal.lane;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class SharedTextTest {
    @Test
    void a_text_is_compressed_once_for_all_who_take_it_so() {
        AtomicInteger compressions = new AtomicInteger();
        SharedText text = new SharedText(new byte[] {1, 2, 3});
        byte[] first = text.compressed(utf8 -> {
            compressions.incrementAndGet();
            return new byte[] {utf8[2]};
        });
        assertThat(text.compressed(utf8 -> new byte[compressions.incrementAndGet()]))
                .isSameAs(first)
                .containsExactly(3);
        assertThat(compressions).hasValue(1);
    }
}
