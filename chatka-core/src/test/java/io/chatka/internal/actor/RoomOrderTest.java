package io.chatka.internal.actor;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import io.chatka.api.User;
import io.chatka.internal.broker.Event;
import io.chatka.internal.broker.EventKind;
import io.chatka.internal.broker.Head;
import io.chatka.internal.broker.HistoryPage;
import io.chatka.internal.broker.Position;
import io.chatka.internal.config.ChatSettings;
import io.chatka.internal.lane.Greeting;
import io.chatka.internal.meter.NodeMeter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.apache.pekko.actor.testkit.typed.javadsl.TestInbox;
import org.junit.jupiter.api.Test;

class RoomOrderTest {
    private static final ChatSettings SETTINGS =
            ChatSettings.read(ConfigFactory.defaultReference().resolve());

    private final RecordingConnection member = new RecordingConnection(new InstantLane());
    private final List<Long> placed = new ArrayList<>();
    private final NodeMeter meter = NodeMeter.unread();
    private final RoomOrder order = new RoomOrder(membersWith(member, meter), event -> placed.add(event.seq()));

    @Test
    void consecutive_events_are_delivered_as_they_are() {
        order.start(Head.of("a", 7));
        accept(event("a", 8));
        accept(event("a", 9));
        assertThat(member.take()).containsExactly("a 8", "a 9");
        assertThat(order.position()).isEqualTo(new Position("a", 9));
    }

    @Test
    void an_event_of_a_kind_that_this_node_does_not_know_takes_its_place_and_reaches_the_members() {
        order.start(Head.of("a", 7));
        accept(event("a", 8));
        accept(new Event("a", 9, new EventKind(77), "a 9".getBytes(StandardCharsets.US_ASCII)));
        accept(event("a", 10));
        assertThat(member.take()).containsExactly("a 8", "a 9", "a 10");
        assertThat(order.wantsToRead()).isFalse();
    }

    @Test
    void what_was_heard_before_is_dropped() {
        order.start(Head.of("a", 7));
        accept(event("a", 7));
        accept(event("a", 8));
        accept(event("a", 8));
        accept(event("a", 3));
        assertThat(member.take()).containsExactly("a 8");
    }

    @Test
    void what_is_missing_is_read_and_comes_before_what_has_waited_for_it() {
        order.start(Head.of("a", 7));
        assertThat(order.wantsToRead()).isFalse();
        accept(event("a", 10));
        accept(event("a", 11));
        assertThat(order.wantsToRead()).isTrue();
        int read = order.beginRead();
        assertThat(order.wantsToRead()).isFalse();
        assertThat(member.take()).isEmpty();
        assertThat(order.position()).isEqualTo(new Position("a", 7));
        order.filled(read, page("a", 11, false, 8, 9, 10, 11));
        assertThat(member.take()).containsExactly("a 8", "a 9", "a 10", "a 11");
        assertThat(placed).containsExactly(8L, 9L, 10L, 11L);
        accept(event("a", 12));
        assertThat(member.take()).containsExactly("a 12");
        assertThat(order.wantsToRead()).isFalse();
    }

    @Test
    void what_was_read_is_not_delivered_a_second_time_when_it_arrives_late() {
        order.start(Head.of("a", 7));
        accept(event("a", 9));
        order.filled(order.beginRead(), page("a", 10, false, 8, 9, 10));
        assertThat(member.take()).containsExactly("a 8", "a 9", "a 10");
        accept(event("a", 10));
        accept(event("a", 8));
        assertThat(member.take()).isEmpty();
    }

    @Test
    void what_the_history_no_longer_has_is_a_gap() {
        order.start(Head.of("a", 7));
        accept(event("a", 12));
        order.filled(order.beginRead(), page("a", 12, false, 10, 11, 12));
        assertThat(member.take()).containsExactly(gap(8, 9), "a 10", "a 11", "a 12");
    }

    @Test
    void where_no_history_is_kept_the_hole_is_a_gap_and_what_has_waited_follows() {
        order.start(Head.of("a", 7));
        accept(event("a", 11));
        accept(event("a", 12));
        order.filled(order.beginRead(), page("a", 14, false));
        assertThat(member.take()).containsExactly(gap(8, 10), "a 11", "a 12");
        assertThat(order.wantsToRead()).isFalse();
        accept(event("a", 13));
        assertThat(member.take()).containsExactly("a 13");
    }

    @Test
    void a_long_hole_is_read_page_by_page() {
        order.start(Head.of("a", 0));
        accept(event("a", 6));
        order.filled(order.beginRead(), page("a", 6, true, 1, 2, 3));
        assertThat(member.take()).containsExactly("a 1", "a 2", "a 3");
        assertThat(order.wantsToRead()).isTrue();
        order.filled(order.beginRead(), page("a", 6, false, 4, 5, 6));
        assertThat(member.take()).containsExactly("a 4", "a 5", "a 6");
        assertThat(order.wantsToRead()).isFalse();
    }

    @Test
    void a_second_hole_behind_the_first_is_read_after_it() {
        order.start(Head.of("a", 0));
        accept(event("a", 2));
        accept(event("a", 5));
        order.filled(order.beginRead(), page("a", 2, false, 1, 2));
        assertThat(member.take()).containsExactly("a 1", "a 2");
        assertThat(order.wantsToRead()).isTrue();
        order.filled(order.beginRead(), page("a", 5, false, 3, 4, 5));
        assertThat(member.take()).containsExactly("a 3", "a 4", "a 5");
    }

    @Test
    void a_read_that_failed_is_tried_again_and_only_after_many_failures_is_there_a_gap() {
        order.start(Head.of("a", 7));
        accept(event("a", 9));
        for (int i = 1; i < RoomOrder.MAX_FAILURES; i++) {
            order.failed(order.beginRead(), false);
            assertThat(order.wantsToRead()).isTrue();
        }
        assertThat(member.take()).isEmpty();
        order.failed(order.beginRead(), false);
        assertThat(member.take()).containsExactly(gap(8, 8), "a 9");
        assertThat(order.wantsToRead()).isFalse();
    }

    @Test
    void failures_while_the_broker_is_away_do_not_count() {
        order.start(Head.of("a", 7));
        accept(event("a", 9));
        for (int i = 0; i < 10 * RoomOrder.MAX_FAILURES; i++) {
            order.failed(order.beginRead(), true);
        }
        order.filled(order.beginRead(), page("a", 9, false, 8, 9));
        assertThat(member.take()).containsExactly("a 8", "a 9");
    }

    @Test
    void when_too_much_has_waited_the_hole_is_a_gap() {
        order.start(Head.of("a", 0));
        LongStream.rangeClosed(2, EarlyEvents.MAX + 1).forEach(seq -> accept(event("a", seq)));
        int read = order.beginRead();
        assertThat(member.take()).isEmpty();
        accept(event("a", EarlyEvents.MAX + 2));
        assertThat(member.take()).hasSize(EarlyEvents.MAX + 2).startsWith(gap(1, 1), "a 2");
        order.filled(read, page("a", 9_000, false, 1, 2));
        assertThat(member.take()).isEmpty();
    }

    @Test
    void when_what_has_waited_is_too_large_the_hole_is_a_gap() {
        order.start(Head.of("a", 0));
        for (int seq = 2; seq < 6; seq++) {
            accept(new Event("a", seq, new byte[1 << 20]));
        }
        assertThat(member.take()).isEmpty();
        accept(new Event("a", 6, new byte[1 << 20]));
        assertThat(member.take()).hasSize(6).startsWith(gap(1, 1));
    }

    @Test
    void an_answer_to_an_older_read_changes_nothing() {
        order.start(Head.of("a", 7));
        accept(event("a", 9));
        int old = order.beginRead();
        order.failed(old, false);
        int read = order.beginRead();
        order.filled(old, page("a", 7, false));
        order.failed(old, false);
        assertThat(order.wantsToRead()).isFalse();
        assertThat(member.take()).isEmpty();
        order.filled(read, page("a", 9, false, 8, 9));
        assertThat(member.take()).containsExactly("a 8", "a 9");
    }

    @Test
    void a_read_that_finds_another_epoch_begins_that_at_its_first_place() {
        order.start(Head.of("a", 7));
        accept(event("a", 9));
        order.filled(order.beginRead(), page("b", 3, false, 1, 2, 3));
        assertThat(member.take()).containsExactly(gap(8, 8), "a 9", epoch("b", 0));
        accept(event("b", 4));
        assertThat(order.wantsToRead()).isTrue();
        order.filled(order.beginRead(), page("b", 4, false, 1, 2, 3, 4));
        assertThat(member.take()).containsExactly("b 1", "b 2", "b 3", "b 4");
    }

    @Test
    void an_epoch_that_was_left_does_not_come_back() {
        order.start(Head.of("a", 7));
        order.resume(Head.of("b", 0));
        accept(event("a", 8));
        order.resume(Head.of("a", 9));
        accept(event("b", 1));
        assertThat(member.take()).containsExactly(epoch("b", 0), "b 1");
    }

    @Test
    void a_room_that_insists_on_an_epoch_that_was_left_is_right() {
        order.start(Head.of("a", 7));
        order.resume(Head.of("b", 0));
        order.resume(new Head("a", 9, 9, null));
        assertThat(member.take()).containsExactly(epoch("b", 0));
        order.resume(new Head("a", 9, 9, null));
        assertThat(member.take()).containsExactly(epoch("a", 9));
        accept(event("a", 10));
        accept(event("b", 1));
        assertThat(member.take()).containsExactly("a 10");
    }

    @Test
    void what_was_published_in_a_new_epoch_before_this_node_heard_of_it_is_read() {
        order.start(Head.of("a", 7));
        order.resume(Head.of("b", 3));
        assertThat(member.take()).containsExactly(epoch("b", 0));
        accept(event("b", 4));
        order.filled(order.beginRead(), page("b", 4, false, 1, 2, 3, 4));
        assertThat(member.take()).containsExactly("b 1", "b 2", "b 3", "b 4");
    }

    @Test
    void what_the_history_no_longer_has_of_a_new_epoch_is_a_gap_in_it() {
        order.start(Head.of("a", 7));
        order.resume(Head.of("b", 300));
        order.filled(order.beginRead(), page("b", 300, false, 299, 300));
        assertThat(member.take()).containsExactly(epoch("b", 0), gap(1, 298), "b 299", "b 300");
        order.resume(Head.of("c", 2));
        order.filled(order.beginRead(), page("c", 2, false));
        assertThat(member.take()).containsExactly(epoch("c", 0), gap(1, 2));
    }

    @Test
    void an_event_of_another_epoch_waits_until_the_room_confirms_that() {
        order.start(Head.of("a", 7));
        accept(event("b", 3));
        accept(event("b", 4));
        assertThat(member.take()).isEmpty();
        assertThat(order.wantsToRead()).isTrue();
        order.filled(order.beginRead(), page("b", 3, false));
        assertThat(member.take()).containsExactly(epoch("b", 0));
        order.filled(order.beginRead(), page("b", 4, false, 1, 2, 3, 4));
        assertThat(member.take()).containsExactly("b 1", "b 2", "b 3", "b 4");
        assertThat(order.position()).isEqualTo(new Position("b", 4));
    }

    @Test
    void an_epoch_that_the_room_does_not_confirm_is_dropped_and_counted_and_not_asked_for_again() {
        order.start(Head.of("a", 7));
        accept(event("x", 3));
        accept(event("a", 8));
        accept(event("x", 4));
        order.filled(order.beginRead(), page("a", 8, false, 8));
        assertThat(member.take()).containsExactly("a 8");
        assertThat(meter.strays()).isEqualTo(2);
        accept(event("x", 5));
        accept(event("a", 9));
        assertThat(order.wantsToRead()).isFalse();
        assertThat(member.take()).containsExactly("a 9");
        assertThat(meter.strays()).isEqualTo(3);
    }

    @Test
    void an_epoch_that_was_foreign_is_believed_when_the_room_is_in_it() {
        order.start(Head.of("a", 7));
        accept(event("b", 1));
        order.filled(order.beginRead(), page("a", 7, false));
        order.resume(Head.of("b", 1));
        order.filled(order.beginRead(), page("b", 1, false, 1));
        accept(event("b", 2));
        assertThat(member.take()).containsExactly(epoch("b", 0), "b 1", "b 2");
    }

    @Test
    void an_epoch_of_which_an_event_came_after_the_read_began_is_asked_for_once_more() {
        order.start(Head.of("a", 7));
        accept(event("a", 9));
        int read = order.beginRead();
        accept(event("b", 1));
        order.filled(read, page("a", 9, false, 8, 9));
        assertThat(member.take()).containsExactly("a 8", "a 9");
        assertThat(order.wantsToRead()).isTrue();
        order.filled(order.beginRead(), page("b", 1, false));
        order.filled(order.beginRead(), page("b", 1, false, 1));
        assertThat(member.take()).containsExactly(epoch("b", 0), "b 1");
        assertThat(meter.strays()).isZero();
    }

    @Test
    void unknown_epochs_that_cannot_be_asked_for_do_not_stop_the_room() {
        order.start(Head.of("a", 7));
        accept(event("x", 1));
        accept(event("a", 8));
        for (int i = 0; i < RoomOrder.MAX_FAILURES; i++) {
            order.failed(order.beginRead(), false);
        }
        assertThat(member.take()).containsExactly("a 8");
        accept(event("a", 9));
        assertThat(member.take()).containsExactly("a 9");
    }

    @Test
    void the_epoch_before_is_finished_from_the_history_and_what_is_lost_of_it_is_a_gap() {
        order.start(Head.of("a", 80));
        // Somebody saw 100 of it; 90 were there when the next one began.
        order.resume(new Head("b", 90, 92, new Position("a", 100)));
        assertThat(member.take()).isEmpty();
        order.filled(order.beginRead(), page("b", 90, 92, 81, 82, 85, 90, 91, 92));
        assertThat(member.take())
                .containsExactly(
                        "a 81", "a 82", gap(83, 84), "a 85", gap(86, 89), "a 90", gap(91, 100), epoch("b", 90));
        order.filled(order.beginRead(), page("b", 90, 92, 91, 92));
        assertThat(member.take()).containsExactly("b 91", "b 92");
    }

    @Test
    void the_epoch_before_is_read_page_by_page() {
        order.start(Head.of("a", 86));
        accept(event("b", 92));
        HistoryPage part = new HistoryPage(
                new Head("b", 90, 92, new Position("a", 100)), List.of(event("a", 87), event("a", 88)), true);
        order.filled(order.beginRead(), part);
        assertThat(member.take()).containsExactly("a 87", "a 88");
        order.filled(order.beginRead(), page("b", 90, 92, 89, 90, 91, 92));
        order.filled(order.beginRead(), page("b", 90, 92, 91, 92));
        assertThat(member.take()).containsExactly("a 89", "a 90", gap(91, 100), epoch("b", 90), "b 91", "b 92");
    }

    @Test
    void who_has_seen_more_of_the_epoch_before_than_is_left_of_it_goes_on_where_the_room_does() {
        order.start(Head.of("a", 100));
        order.resume(new Head("b", 90, 92, new Position("a", 95)));
        order.filled(order.beginRead(), page("b", 90, 92, 91, 92));
        assertThat(member.take()).containsExactly(epoch("b", 90), "b 91", "b 92");
    }

    @Test
    void what_has_waited_is_told_before_the_epoch_ends() {
        order.start(Head.of("a", 7));
        accept(event("a", 9));
        accept(event("a", 12));
        order.resume(new Head("b", 0, 0, new Position("a", 13)));
        assertThat(member.take()).containsExactly(gap(8, 8), "a 9", gap(10, 11), "a 12", gap(13, 13), epoch("b", 0));
    }

    @Test
    void an_epoch_that_came_and_went_unheard_is_told_with_a_gap() {
        order.start(Head.of("a", 7));
        accept(event("b", 2));
        order.resume(new Head("c", 0, 1, new Position("b", 3)));
        order.filled(order.beginRead(), page("c", 1, false, 1));
        assertThat(member.take()).containsExactly(epoch("b", 0), gap(1, 1), "b 2", gap(3, 3), epoch("c", 0), "c 1");
    }

    @Test
    void a_late_event_of_the_epoch_before_the_first_one_is_nobodys_fault() {
        order.start(new Head("b", 3, 3, new Position("a", 9)));
        accept(event("a", 9));
        accept(event("b", 4));
        assertThat(member.take()).containsExactly("b 4");
        assertThat(meter.strays()).isZero();
    }

    @Test
    void what_was_read_for_another_reason_is_taken_if_it_comes_next() {
        order.start(Head.of("a", 7));
        order.offer(page("a", 10, false, 6, 7, 8, 9));
        assertThat(member.take()).containsExactly("a 8", "a 9");
        order.offer(page("a", 12, false, 11, 12));
        order.offer(page("b", 12, false, 10));
        assertThat(member.take()).isEmpty();
        assertThat(order.position()).isEqualTo(new Position("a", 9));
    }

    @Test
    void events_that_come_before_the_position_wait_for_it() {
        accept(event("a", 6));
        accept(event("a", 7));
        accept(event("a", 8));
        assertThat(member.take()).isEmpty();
        assertThat(order.position()).isNull();
        order.start(Head.of("a", 7));
        assertThat(member.take()).containsExactly("a 8");
    }

    @Test
    void of_too_many_early_events_the_rest_is_read() {
        LongStream.rangeClosed(1, 5_000).forEach(seq -> accept(event("a", seq)));
        order.start(Head.of("a", 0));
        assertThat(member.take()).hasSize(4_096).startsWith("a 1").endsWith("a 4096");
        accept(event("a", 5_001));
        assertThat(order.wantsToRead()).isTrue();
        assertThat(member.take()).isEmpty();
    }

    @Test
    void after_an_interruption_what_was_missed_is_read() {
        order.start(Head.of("a", 7));
        order.resume(Head.of("a", 9));
        assertThat(order.wantsToRead()).isTrue();
        accept(event("a", 10));
        order.filled(order.beginRead(), page("a", 10, false, 8, 9, 10));
        assertThat(member.take()).containsExactly("a 8", "a 9", "a 10");
    }

    @Test
    void after_an_interruption_in_which_nothing_happened_nothing_is_told() {
        order.start(Head.of("a", 7));
        order.resume(Head.of("a", 7));
        assertThat(order.wantsToRead()).isFalse();
        accept(event("a", 8));
        assertThat(member.take()).containsExactly("a 8");
    }

    @Test
    void a_position_that_is_older_than_what_was_heard_since_changes_nothing() {
        order.start(Head.of("a", 7));
        accept(event("a", 8));
        order.resume(Head.of("a", 7));
        accept(event("a", 9));
        assertThat(member.take()).containsExactly("a 8", "a 9");
    }

    @Test
    void a_broker_that_came_back_with_another_epoch_is_told() {
        order.start(Head.of("a", 7));
        order.resume(Head.of("b", 0));
        assertThat(member.take()).containsExactly(epoch("b", 0));
        accept(event("b", 1));
        assertThat(member.take()).containsExactly("b 1");
    }

    @Test
    void an_interruption_before_the_position_is_known_changes_nothing() {
        accept(event("a", 8));
        order.resume(Head.of("a", 9));
        assertThat(member.take()).isEmpty();
        order.start(Head.of("a", 7));
        assertThat(member.take()).containsExactly("a 8");
    }

    @Test
    void a_second_subscription_goes_on_where_the_first_was() {
        order.start(Head.of("a", 7));
        accept(event("a", 8));
        order.start(Head.of("a", 10));
        accept(event("a", 11));
        order.filled(order.beginRead(), page("a", 11, false, 9, 10, 11));
        assertThat(member.take()).containsExactly("a 8", "a 9", "a 10", "a 11");
    }

    private void accept(Event event) {
        order.accept(event, RoomMembers.NOW);
    }

    private static RoomMembers membersWith(RecordingConnection connection, NodeMeter meter) {
        RoomMembers members = new RoomMembers(
                "lobby", 1, SETTINGS, meter, new Lookalikes(new ForeignNames()), new RoomIndex.Entry(null));
        members.add(
                new ChatRoomActor.Join(
                        TestInbox.<UserActor.Command>create().getRef(),
                        new User("g-1", "Ann", "guest"),
                        Samples.GUEST,
                        connection,
                        null,
                        0,
                        null,
                        null),
                Greeting.NONE,
                () -> {});
        return members;
    }

    private static Event event(String epoch, long seq) {
        return new Event(epoch, seq, (epoch + " " + seq).getBytes(StandardCharsets.US_ASCII));
    }

    private static HistoryPage page(String epoch, long top, boolean more, long... seqs) {
        return new HistoryPage(
                Head.of(epoch, top),
                LongStream.of(seqs).mapToObj(seq -> event(epoch, seq)).toList(),
                more);
    }

    /** Of the epoch after "a", which has a part of the history. */
    private static HistoryPage page(String epoch, long first, long top, long... seqs) {
        return new HistoryPage(
                new Head(epoch, first, top, new Position("a", 100)),
                LongStream.of(seqs)
                        .mapToObj(seq -> event(seq <= first ? "a" : epoch, seq))
                        .toList(),
                false);
    }

    private static String gap(long from, long to) {
        return "{\"type\":\"gap\",\"room\":\"lobby\",\"from\":" + from + ",\"to\":" + to + "}";
    }

    private static String epoch(String epoch, long seq) {
        return "{\"type\":\"room\",\"room\":\"lobby\",\"epoch\":\"" + epoch + "\",\"seq\":" + seq + "}";
    }
}
