package io.chatka.internal.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class AcceptanceTest {
    private static final RedisFailure.Refused FULL = new RedisFailure.Refused("OOM", "it is out of memory; raise it");
    private static final RedisFailure.Refused SPOILED = new RedisFailure.Refused("WRONGTYPE", "it refused: WRONGTYPE");

    private final AtomicLong clock = new AtomicLong();
    private final Acceptance acceptance = new Acceptance("h:1", clock::get);

    @Test
    void one_refusal_is_a_moment_and_two_in_a_row_are_a_reason() {
        acceptance.canaryRefused(FULL);
        assertThat(acceptance.reason()).isNull();
        acceptance.canaryTaken();
        acceptance.canaryRefused(FULL);
        assertThat(acceptance.reason()).isNull();
        acceptance.canaryRefused(FULL);
        assertThat(acceptance.reason()).isEqualTo("it is out of memory; raise it");
    }

    @Test
    void the_first_canary_that_is_taken_ends_it() {
        acceptance.refusedFromTheStart(FULL);
        assertThat(acceptance.reason()).isNotNull();
        acceptance.canaryTaken();
        assertThat(acceptance.reason()).isNull();
    }

    @Test
    void a_message_that_is_taken_between_refusals_does_not_make_it_flap() {
        acceptance.refusedFromTheStart(FULL);
        acceptance.messageTaken();
        assertThat(acceptance.reason()).isNotNull();
    }

    @Test
    void a_long_row_of_refused_messages_is_a_reason_although_canaries_are_taken() {
        for (int i = 0; i < 19; i++) {
            assertThat(acceptance.messageRefused(FULL)).isTrue();
            acceptance.canaryTaken();
        }
        assertThat(acceptance.reason()).isNull();
        acceptance.messageRefused(FULL);
        acceptance.canaryTaken();
        assertThat(acceptance.reason()).isNotNull();
        acceptance.messageTaken();
        assertThat(acceptance.reason()).isNull();
    }

    @Test
    void messages_that_nobody_says_any_more_are_forgotten() {
        for (int i = 0; i < 20; i++) {
            acceptance.messageRefused(FULL);
        }
        clock.addAndGet(TimeUnit.SECONDS.toNanos(11));
        assertThat(acceptance.reason()).isNotNull();
        acceptance.canaryTaken();
        assertThat(acceptance.reason()).isNull();
    }

    @Test
    void a_room_whose_data_somebody_spoiled_is_no_reason() {
        for (int i = 0; i < 100; i++) {
            assertThat(acceptance.messageRefused(SPOILED)).isFalse();
        }
        assertThat(acceptance.reason()).isNull();
    }

    @Test
    void a_connection_that_is_lost_takes_its_reasons_with_it() {
        acceptance.refusedFromTheStart(FULL);
        acceptance.forget();
        assertThat(acceptance.reason()).isNull();
        acceptance.canaryRefused(FULL);
        assertThat(acceptance.reason()).isNull();
    }
}
