package io.chatka.actor;

import static org.assertj.core.api.Assertions.assertThat;

import io.chatka.broker.Event;
import io.chatka.broker.Position;
import io.chatka.protocol.User;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;
import org.apache.pekko.actor.testkit.typed.javadsl.TestInbox;
import org.junit.jupiter.api.Test;

class RoomOrderTest {
    private final RecordingConnection member = new RecordingConnection(new InstantLane());
    private final RoomOrder order = new RoomOrder(membersWith(member));

    @Test
    void consecutive_events_are_delivered_as_they_are() {
        order.start(new Position("a", 7));
        order.accept(event("a", 8));
        order.accept(event("a", 9));
        assertThat(member.take()).containsExactly("a 8", "a 9");
        assertThat(order.position()).isEqualTo(new Position("a", 9));
    }

    @Test
    void what_was_heard_before_is_dropped() {
        order.start(new Position("a", 7));
        order.accept(event("a", 7));
        order.accept(event("a", 8));
        order.accept(event("a", 8));
        order.accept(event("a", 3));
        assertThat(member.take()).containsExactly("a 8");
    }

    @Test
    void a_hole_is_told_before_what_comes_after_it() {
        order.start(new Position("a", 7));
        order.accept(event("a", 11));
        assertThat(member.take()).containsExactly(gap(8, 10), "a 11");
    }

    @Test
    void what_comes_after_it_was_told_missing_stays_missing() {
        order.start(new Position("a", 7));
        order.accept(event("a", 9));
        order.accept(event("a", 8));
        order.accept(event("a", 10));
        assertThat(member.take()).containsExactly(gap(8, 8), "a 9", "a 10");
    }

    @Test
    void an_event_of_another_epoch_begins_that() {
        order.start(new Position("a", 7));
        order.accept(event("b", 3));
        order.accept(event("b", 4));
        assertThat(member.take()).containsExactly(epoch("b", 2), "b 3", "b 4");
        assertThat(order.position()).isEqualTo(new Position("b", 4));
    }

    @Test
    void events_that_come_before_the_position_wait_for_it() {
        order.accept(event("a", 6));
        order.accept(event("a", 7));
        order.accept(event("a", 8));
        order.accept(event("a", 10));
        assertThat(member.take()).isEmpty();
        assertThat(order.position()).isNull();
        order.start(new Position("a", 7));
        assertThat(member.take()).containsExactly("a 8", gap(9, 9), "a 10");
    }

    @Test
    void of_too_many_early_events_the_rest_becomes_a_gap() {
        LongStream.rangeClosed(1, 5_000).forEach(seq -> order.accept(event("a", seq)));
        order.start(new Position("a", 0));
        assertThat(member.take()).hasSize(4_096).startsWith("a 1").endsWith("a 4096");
        order.accept(event("a", 5_001));
        assertThat(member.take()).containsExactly(gap(4_097, 5_000), "a 5001");
    }

    @Test
    void after_an_interruption_what_was_missed_is_told() {
        order.start(new Position("a", 7));
        order.resume(new Position("a", 9));
        assertThat(member.take()).containsExactly(gap(8, 9));
        order.accept(event("a", 9));
        order.accept(event("a", 10));
        assertThat(member.take()).containsExactly("a 10");
    }

    @Test
    void after_an_interruption_in_which_nothing_happened_nothing_is_told() {
        order.start(new Position("a", 7));
        order.resume(new Position("a", 7));
        assertThat(member.take()).isEmpty();
        order.accept(event("a", 8));
        assertThat(member.take()).containsExactly("a 8");
    }

    @Test
    void a_broker_that_came_back_with_another_epoch_or_an_older_state_is_told() {
        order.start(new Position("a", 7));
        order.resume(new Position("b", 9));
        assertThat(member.take()).containsExactly(epoch("b", 9));
        order.resume(new Position("b", 2));
        assertThat(member.take()).containsExactly(epoch("b", 2));
        order.accept(event("b", 3));
        assertThat(member.take()).containsExactly("b 3");
    }

    @Test
    void an_interruption_before_the_position_is_known_changes_nothing() {
        order.accept(event("a", 8));
        order.resume(new Position("a", 9));
        assertThat(member.take()).isEmpty();
        order.start(new Position("a", 7));
        assertThat(member.take()).containsExactly("a 8");
    }

    @Test
    void a_second_subscription_goes_on_where_the_first_was() {
        order.start(new Position("a", 7));
        order.accept(event("a", 8));
        order.start(new Position("a", 10));
        order.accept(event("a", 11));
        assertThat(member.take()).containsExactly("a 8", gap(9, 10), "a 11");
    }

    private static RoomMembers membersWith(RecordingConnection connection) {
        RoomMembers members = new RoomMembers("lobby", 1, 1 << 20, Duration.ZERO);
        members.add(
                new ChatRoomActor.Join(
                        TestInbox.<UserActor.Command>create().getRef(),
                        new User("g-1", "Ann", "guest"),
                        connection,
                        null,
                        null),
                List.of(),
                () -> {});
        return members;
    }

    private static Event event(String epoch, long seq) {
        return new Event(epoch, seq, (epoch + " " + seq).getBytes(StandardCharsets.US_ASCII));
    }

    private static String gap(long from, long to) {
        return "{\"type\":\"gap\",\"room\":\"lobby\",\"from\":" + from + ",\"to\":" + to + "}";
    }

    private static String epoch(String epoch, long seq) {
        return "{\"type\":\"room\",\"room\":\"lobby\",\"epoch\":\"" + epoch + "\",\"seq\":" + seq + "}";
    }
}
