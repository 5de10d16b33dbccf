package io.chatka.internal.observer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class RoomOccupancyTest {
    private static final long AFTER = TimeUnit.SECONDS.toNanos(5);

    private final RoomOccupancy rooms = new RoomOccupancy();

    @Test
    void a_room_is_occupied_by_its_first_member_only() {
        assertThat(join()).isTrue();
        assertThat(join()).isFalse();
    }

    @Test
    void a_room_without_members_is_vacated_five_seconds_later_and_once() {
        join();
        leave(100);
        assertThat(rooms.untilDue(100)).isEqualTo(AFTER);
        assertThat(rooms.vacate(100 + AFTER - 1)).isNull();
        assertThat(rooms.vacate(100 + AFTER)).isEqualTo("lobby");
        assertThat(rooms.vacate(100 + AFTER)).isNull();
        assertThat(rooms.untilDue(100 + AFTER)).isEqualTo(Long.MAX_VALUE);
        assertThat(join()).isTrue();
    }

    @Test
    void a_page_that_reloads_vacates_nothing() {
        join();
        leave(0);
        assertThat(join()).isFalse();
        assertThat(rooms.vacate(2 * AFTER)).isNull();
    }

    @Test
    void the_time_counts_from_the_last_leave() {
        join();
        leave(0);
        join();
        leave(3);
        assertThat(rooms.vacate(AFTER)).isNull();
        assertThat(rooms.vacate(AFTER + 3)).isEqualTo("lobby");
    }

    @Test
    void events_of_two_lanes_that_change_places_do_not_vacate_a_room_with_members() {
        join();
        // One leaves and another joins; the join is told first.
        rooms.left("lobby");
        rooms.joined("lobby");
        assertThat(rooms.occupy("lobby")).isFalse();
        rooms.check("lobby", 0);
        assertThat(rooms.vacate(2 * AFTER)).isNull();
    }

    @Test
    void a_room_whose_last_leave_was_dropped_is_vacated_all_the_same() {
        join();
        rooms.left("lobby");
        rooms.checkAll(7);
        assertThat(rooms.vacate(7 + AFTER)).isEqualTo("lobby");
    }

    @Test
    void a_room_that_was_joined_again_by_a_dropped_event_is_not_vacated() {
        join();
        leave(0);
        rooms.joined("lobby");
        assertThat(rooms.vacate(AFTER)).isNull();
    }

    private boolean join() {
        rooms.joined("lobby");
        return rooms.occupy("lobby");
    }

    private void leave(long now) {
        rooms.left("lobby");
        rooms.check("lobby", now);
    }
}
