package io.chatka.leaks;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import org.junit.jupiter.api.Test;

/** The check fails if there is a leak. */
class NoLeaksTest {

    @Test
    void a_buffer_that_is_dropped_is_reported_once_with_where_it_was_used() throws InterruptedException {
        leak();
        assertThat(NoLeaks.reports()).singleElement().asString().contains("was not released", "NoLeaksTest.leak");
        assertThat(NoLeaks.reports()).isEmpty();
    }

    @Test
    void a_buffer_that_is_released_is_not() throws InterruptedException {
        ByteBufAllocator.DEFAULT.directBuffer(16).writeLong(1).release();
        assertThat(NoLeaks.reports()).isEmpty();
    }

    private static void leak() {
        ByteBuf dropped = ByteBufAllocator.DEFAULT.directBuffer(16);
        dropped.writeLong(1);
    }
}
