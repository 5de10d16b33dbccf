package io.chatka.internal.actor;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class EmptyRoomsTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);

    @Test
    void as_many_as_allowed_stay_for_the_usual_time_and_more_only_briefly() {
        EmptyRooms rooms = new EmptyRooms(MINUTE, 2);
        assertThat(rooms.add()).isEqualTo(MINUTE);
        assertThat(rooms.add()).isEqualTo(MINUTE);
        assertThat(rooms.add()).isEqualTo(EmptyRooms.BRIEF);
        rooms.remove();
        rooms.remove();
        assertThat(rooms.add()).isEqualTo(MINUTE);
    }

    @Test
    void a_usual_time_that_is_shorter_is_kept() {
        assertThat(new EmptyRooms(Duration.ofMillis(20), 0).add()).isEqualTo(Duration.ofMillis(20));
    }
}
