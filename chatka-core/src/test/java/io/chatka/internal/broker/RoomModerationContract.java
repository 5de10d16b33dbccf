package io.chatka.internal.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chatka.internal.broker.PublishRefusedException.Reason;
import io.chatka.internal.broker.StateChanged.Outcome;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

/** What every {@link RoomBroker} promises of a room's state, of sanctions, and of texts that are removed. */
public abstract class RoomModerationContract extends BrokerContract {
    private static final Sender GUEST = new Sender("g-1", Rank.GUEST);
    private static final Sender ANN = new Sender("ann", Rank.MEMBER);
    private static final Sender MOD = new Sender("mod", Rank.MODERATOR);
    private static final Sender ADMIN = new Sender("root", Rank.ADMIN);

    // Lists.

    @Test
    void sanctions_in_force_are_listed_page_by_page_and_those_that_are_over_are_not() {
        for (int i = 0; i < 30; i++) {
            change(a(), ban("user-" + i, 0, Rank.MODERATOR));
        }
        change(a(), new StateChange.Impose(new Sanction(Sanction.Kind.SHADOW_MUTE, "user-3", 0, "why", Rank.ADMIN)));
        change(
                a(),
                new StateChange.Impose(
                        new Sanction(Sanction.Kind.MUTE, "past", System.currentTimeMillis() - 1, null, Rank.ADMIN)));
        change(a(), new StateChange.Lift(Sanction.Kind.BAN, "user-7"));
        List<Sanction> found = new ArrayList<>();
        String after = null;
        do {
            Sanctions page = join(b().rooms().sanctions(room, after, 10));
            found.addAll(page.sanctions());
            after = page.next();
        } while (after != null);
        assertThat(found).hasSize(30).doesNotHaveDuplicates();
        assertThat(found)
                .contains(new Sanction(Sanction.Kind.SHADOW_MUTE, "user-3", 0, "why", Rank.ADMIN))
                .extracting(Sanction::user)
                .doesNotContain("past", "user-7");
        assertThat(join(b().rooms().sanctions(room + "-other", null, 10))).isEqualTo(new Sanctions(List.of(), null));
    }

    @Test
    void rooms_are_listed_in_order_once_messages_or_sanctions_are_kept() {
        String start = room + "-list";
        for (String name : List.of(start + "-b", start + "-a", start + ":é")) {
            join(a().rooms().publish(name, publication("hello")));
        }
        join(a().rooms().change(start + "-c", ban("eve", 0, Rank.MODERATOR)));
        join(a().rooms().state(start + "-nothing"));
        join(b().rooms().refreshNames());
        assertThat(join(b().rooms().names(start, "", 100)))
                .containsExactly(start + "-a", start + "-b", start + "-c", start + ":é");
        assertThat(join(b().rooms().names(start, start + "-a", 2))).containsExactly(start + "-b", start + "-c");
        assertThat(join(b().rooms().names(start + ":", "", 100))).containsExactly(start + ":é");
    }

    // The state.

    @Test
    void a_room_that_nobody_has_changed_is_open_and_has_version_0() {
        assertThat(state(a())).isEqualTo(RoomState.OPEN);
        assertThat(join(a().rooms().subscribe(room, new Hearing())).version()).isZero();
        assertThat(join(b().rooms().standing(room, "ann"))).isEqualTo(Standing.CLEAR);
    }

    @Test
    void every_listener_hears_a_change_and_every_head_has_its_version() {
        Hearing here = subscribe(a(), room);
        Hearing there = subscribe(b(), room);
        StateChanged changed = change(a(), new StateChange.Slow(30));
        assertThat(changed.outcome()).isEqualTo(Outcome.CHANGED);
        assertThat(changed.state().slowSeconds()).isEqualTo(30);
        assertThat(changed.state().version()).isPositive();
        for (Hearing hearing : List.of(here, there)) {
            eventually(() -> assertThat(hearing.changes).hasSize(1));
            assertThat(hearing.changes.get(0).change()).isEqualTo(new StateChange.Slow(30));
            assertThat(hearing.changes.get(0).state()).isEqualTo(changed.state());
        }
        assertThat(state(b())).isEqualTo(changed.state());
        assertThat(join(b().rooms().subscribe(room, new Hearing())).version())
                .isEqualTo(changed.state().version());
        assertThat(history(b()).top().version()).isEqualTo(changed.state().version());
        assertThat(change(b(), new StateChange.Speak(Rank.MEMBER)).state().version())
                .isGreaterThan(changed.state().version());
    }

    @Test
    void what_is_so_already_changes_nothing_and_is_not_told() {
        for (StateChange change : List.of(
                new StateChange.Slow(5),
                new StateChange.Speak(Rank.MODERATOR),
                new StateChange.Close(),
                ban("eve", 0, Rank.MODERATOR))) {
            Hearing hearing = subscribe(b(), room);
            RoomState first = change(a(), change).state();
            StateChanged again = change(b(), change);
            assertThat(again.outcome()).as("%s", change).isEqualTo(Outcome.UNCHANGED);
            assertThat(again.state()).isEqualTo(first);
            eventually(() -> assertThat(hearing.changes).hasSize(1));
        }
        assertThat(change(a(), new StateChange.Open()).outcome()).isEqualTo(Outcome.CHANGED);
        assertThat(change(a(), new StateChange.Open()).outcome()).isEqualTo(Outcome.UNCHANGED);
        assertThat(change(a(), new StateChange.Lift(Sanction.Kind.BAN, "nobody"))
                        .outcome())
                .isEqualTo(Outcome.UNCHANGED);
    }

    @Test
    void a_kick_is_told_and_leaves_nothing_in_force() {
        Hearing hearing = subscribe(b(), room);
        StateChange.Kick kick = new StateChange.Kick("ann", "enough \"now\"", Rank.MODERATOR);
        assertThat(change(a(), kick).outcome()).isEqualTo(Outcome.CHANGED);
        eventually(() -> assertThat(hearing.changes).hasSize(1));
        assertThat(hearing.changes.get(0).change()).isEqualTo(kick);
        assertThat(join(b().rooms().standing(room, "ann"))).isEqualTo(Standing.CLEAR);
        say(b(), ANN, "still here");
    }

    @Test
    void a_closed_room_says_since_when() {
        long before = System.currentTimeMillis();
        RoomState closed = change(a(), new StateChange.Close()).state();
        assertThat(closed.isClosed()).isTrue();
        assertThat(closed.closedSince()).isBetween(before - 60_000, System.currentTimeMillis() + 60_000);
        assertThat(change(b(), new StateChange.Open()).state().isClosed()).isFalse();
    }

    // Who may say something.

    @Test
    void in_a_closed_room_only_moderators_may_say_something() {
        change(a(), new StateChange.Close());
        assertRefused(b(), ANN, Reason.CLOSED);
        assertRefused(b(), GUEST, Reason.CLOSED);
        say(b(), MOD, "I may");
        say(a(), ADMIN, "I may");
        change(b(), new StateChange.Open());
        say(b(), ANN, "I may again");
    }

    @Test
    void a_room_may_let_only_higher_ranks_speak() {
        change(a(), new StateChange.Speak(Rank.MEMBER));
        assertRefused(b(), GUEST, Reason.SPEAK);
        say(b(), ANN, "I may");
        change(a(), new StateChange.Speak(Rank.MODERATOR));
        assertRefused(b(), ANN, Reason.SPEAK);
        say(b(), MOD, "I may");
        change(a(), new StateChange.Speak(Rank.GUEST));
        say(b(), GUEST, "I may again");
    }

    @Test
    void in_a_slow_room_a_user_says_one_thing_at_a_time_on_all_nodes_together() {
        change(a(), new StateChange.Slow(600));
        say(a(), ANN, "one");
        PublishRefusedException refused = assertRefused(b(), ANN, Reason.SLOW_MODE);
        assertThat(refused.time()).isBetween(1L, 600_000L);
        say(b(), GUEST, "another user");
        say(b(), MOD, "one");
        say(b(), MOD, "two: moderators are exempt");
        change(b(), new StateChange.Slow(0));
        say(b(), ANN, "two");
    }

    @Test
    void a_slow_room_lets_a_user_speak_again_after_the_time() {
        change(a(), new StateChange.Slow(1));
        say(a(), ANN, "one");
        eventually(() -> assertThatCode(() -> say(b(), ANN, "two")).doesNotThrowAnyException());
    }

    @Test
    void a_refused_message_has_no_place_and_may_be_said_later_with_its_key() {
        change(a(), new StateChange.Close());
        assertThatThrownBy(() -> join(a().rooms().publish(room, message(ANN, "hi", "k1"))))
                .hasCauseInstanceOf(PublishRefusedException.class);
        change(a(), new StateChange.Open());
        Receipt receipt = join(b().rooms().publish(room, message(ANN, "hi", "k1")));
        assertThat(receipt.position().seq()).isEqualTo(1);
        assertThat(receipt.duplicate()).isFalse();
    }

    @Test
    void a_repetition_gets_its_place_also_when_it_would_be_refused_by_now() {
        Position place =
                join(a().rooms().publish(room, message(ANN, "hi", "k1"))).position();
        change(a(), new StateChange.Close());
        assertThat(join(b().rooms().publish(room, message(ANN, "hi", "k1")))).isEqualTo(new Receipt(place, true));
    }

    @Test
    void what_has_no_sender_is_never_refused() {
        change(a(), new StateChange.Close());
        assertThat(publish(b(), room, "of the application").seq()).isEqualTo(1);
    }

    // Sanctions.

    @Test
    void a_muted_user_may_not_say_anything_until_it_is_lifted() {
        RoomState muted = change(a(), mute("ann", 0, Rank.MODERATOR)).state();
        assertThat(muted.sanctions()).isTrue();
        PublishRefusedException refused = assertRefused(b(), ANN, Reason.MUTED);
        assertThat(refused.time()).isZero();
        assertThat(refused.because()).isEqualTo("too loud: \"é\" \\ 1");
        say(b(), GUEST, "others may");
        assertThat(change(b(), new StateChange.Lift(Sanction.Kind.MUTE, "ann"))
                        .state()
                        .sanctions())
                .isFalse();
        say(a(), ANN, "again");
    }

    @Test
    void a_sanction_ends_by_itself() {
        change(a(), mute("ann", System.currentTimeMillis() + 1_000, Rank.MODERATOR));
        change(a(), ban("eve", System.currentTimeMillis() + 1_000, Rank.MODERATOR));
        eventually(() -> assertThatCode(() -> say(b(), ANN, "again")).doesNotThrowAnyException());
        eventually(() -> assertThat(join(b().rooms().standing(room, "eve"))).isEqualTo(Standing.CLEAR));
        assertThat(join(b().rooms().standing(room, "ann"))).isEqualTo(Standing.CLEAR);
    }

    @Test
    void a_banned_user_is_refused_and_its_standing_tells_until_when_and_why() {
        long until = System.currentTimeMillis() + 600_000;
        Sanction ban = new Sanction(Sanction.Kind.BAN, "ann", until, "spam", Rank.MODERATOR);
        Hearing hearing = subscribe(b(), room);
        change(a(), new StateChange.Impose(ban));
        eventually(() -> assertThat(hearing.changes).hasSize(1));
        assertThat(hearing.changes.get(0).change()).isEqualTo(new StateChange.Impose(ban));
        assertThat(join(b().rooms().standing(room, "ann"))).isEqualTo(new Standing(null, ban));
        PublishRefusedException refused = assertRefused(b(), ANN, Reason.BANNED);
        assertThat(refused.time()).isEqualTo(until);
        assertThat(refused.because()).isEqualTo("spam");
        change(b(), new StateChange.Lift(Sanction.Kind.BAN, "ann"));
        assertThat(join(a().rooms().standing(room, "ann"))).isEqualTo(Standing.CLEAR);
    }

    @Test
    void a_sanction_binds_only_ranks_below_that_of_whoever_imposed_it() {
        Sender ann = new Sender("ann", Rank.MODERATOR);
        change(a(), mute("ann", 0, Rank.MODERATOR));
        say(b(), ann, "a moderator does not mute a moderator");
        change(a(), mute("ann", 0, Rank.ADMIN));
        assertRefused(b(), ann, Reason.MUTED);
        say(b(), new Sender("ann", Rank.ADMIN), "nobody mutes an admin");
    }

    @Test
    void a_mute_takes_the_place_of_another_one_and_a_user_may_be_muted_and_banned() {
        change(a(), mute("ann", 0, Rank.MODERATOR));
        Sanction shadow = new Sanction(Sanction.Kind.SHADOW_MUTE, "ann", 0, null, Rank.MODERATOR);
        Sanction ban = new Sanction(Sanction.Kind.BAN, "ann", 0, null, Rank.ADMIN);
        change(b(), new StateChange.Impose(shadow));
        change(b(), new StateChange.Impose(ban));
        assertThat(join(a().rooms().standing(room, "ann"))).isEqualTo(new Standing(shadow, ban));
        change(b(), new StateChange.Lift(Sanction.Kind.MUTE, "ann"));
        assertThat(join(a().rooms().standing(room, "ann"))).isEqualTo(new Standing(null, ban));
    }

    @Test
    void a_message_of_a_user_with_a_shadow_mute_has_a_place_and_a_kind_of_its_own() {
        change(a(), new StateChange.Impose(new Sanction(Sanction.Kind.SHADOW_MUTE, "ann", 0, null, Rank.MODERATOR)));
        Hearing hearing = subscribe(b(), room);
        Position place = say(a(), ANN, "hello?");
        eventually(() -> assertThat(hearing.events).hasSize(1));
        assertThat(hearing.events.get(0).seq()).isEqualTo(place.seq());
        assertThat(hearing.events.get(0).kind()).isEqualTo(EventKind.SHADOWED);
        assertThat(BrokerContract.text(hearing.events.get(0))).contains("hello?");
        assertThat(history(b()).events().get(0).kind()).isEqualTo(EventKind.SHADOWED);
        change(a(), new StateChange.Close());
        assertRefused(a(), ANN, Reason.CLOSED);
    }

    // Pins.

    @Test
    void pinned_messages_are_kept_whole_beyond_the_history() {
        Position first = say(a(), ANN, "keep this");
        RoomState pinned =
                change(b(), new StateChange.Pin(first.epoch(), first.seq())).state();
        assertThat(pinned.pinned()).hasSize(1);
        for (int i = 0; i < 250; i++) {
            say(a(), ANN, "text " + i);
        }
        assertThat(new String(state(b()).pinned().get(0), StandardCharsets.UTF_8))
                .startsWith("{\"type\":\"message\",\"seq\":" + first.seq())
                .contains("keep this");
        assertThat(change(b(), new StateChange.Pin(null, first.seq())).outcome())
                .isEqualTo(Outcome.UNCHANGED);
        assertThat(change(b(), new StateChange.Unpin(null, first.seq())).state().pinned())
                .isEmpty();
        assertThat(change(b(), new StateChange.Unpin(null, first.seq())).outcome())
                .isEqualTo(Outcome.NOT_FOUND);
        assertThat(change(b(), new StateChange.Pin(null, first.seq())).outcome())
                .as("not kept any more")
                .isEqualTo(Outcome.NOT_FOUND);
    }

    @Test
    void at_most_three_messages_are_pinned() {
        for (int i = 1; i <= 4; i++) {
            say(a(), ANN, "text " + i);
        }
        for (int i = 1; i <= 3; i++) {
            assertThat(change(b(), new StateChange.Pin(null, i)).outcome()).isEqualTo(Outcome.CHANGED);
        }
        StateChanged fourth = change(b(), new StateChange.Pin(null, 4));
        assertThat(fourth.outcome()).isEqualTo(Outcome.TOO_MANY);
        assertThat(fourth.state().pinned()).hasSize(3);
        assertThat(change(b(), new StateChange.Pin("another", 4)).outcome()).isEqualTo(Outcome.NOT_FOUND);
        assertThat(change(b(), new StateChange.Pin(null, 99)).outcome()).isEqualTo(Outcome.NOT_FOUND);
    }

    // Removals.

    @Test
    void a_removed_text_leaves_a_tombstone_and_an_event_that_tells_it() {
        say(a(), ANN, "one");
        Position bad = say(a(), ANN, "bad \" , \\ words");
        Event before = history(b()).events().get(1);
        Hearing hearing = subscribe(b(), room);
        Removed removed = remove(a(), new Removal.OfMessage(bad.epoch(), bad.seq()), deleted(bad.seq()));
        assertThat(removed.outcome()).isEqualTo(Removed.Outcome.REMOVED);
        assertThat(removed.texts()).isEqualTo(1);
        assertThat(removed.receipt().position()).isEqualTo(new Position(bad.epoch(), 3));
        eventually(() -> assertThat(hearing.events).hasSize(1));
        assertThat(hearing.events.get(0).kind()).isEqualTo(EventKind.DELETED);
        assertThat(text(hearing.events.get(0)))
                .startsWith("{\"type\":\"deleted\",\"seq\":3,\"at\":")
                .endsWith("\"target\":2}");
        List<Event> kept = history(b()).events();
        assertThat(kept)
                .extracting(Event::kind)
                .containsExactly(EventKind.MESSAGE, EventKind.TOMBSTONE, EventKind.DELETED);
        assertThat(text(kept.get(1)))
                .isEqualTo("{\"type\":\"message\",\"seq\":2,\"at\":" + at(before) + ",\"room\":\"" + room
                        + "\",\"deleted\":true}");
        assertThat(say(b(), ANN, "go on").seq()).isEqualTo(4);
    }

    @Test
    void what_is_removed_already_or_not_kept_is_not_removed_again() {
        Position bad = say(a(), ANN, "bad");
        remove(a(), new Removal.OfMessage(null, bad.seq()), deleted(bad.seq()));
        Hearing hearing = subscribe(a(), room);
        assertThat(remove(b(), new Removal.OfMessage(bad.epoch(), bad.seq()), deleted(bad.seq()))
                        .outcome())
                .isEqualTo(Removed.Outcome.ALREADY);
        assertThat(remove(b(), new Removal.OfMessage("another", bad.seq()), deleted(bad.seq()))
                        .outcome())
                .isEqualTo(Removed.Outcome.NOT_FOUND);
        assertThat(remove(b(), new Removal.OfMessage(null, 99), deleted(99)).outcome())
                .isEqualTo(Removed.Outcome.NOT_FOUND);
        assertThat(remove(b(), new Removal.OfMessage(null, 2), deleted(2)).outcome())
                .as("an event that tells of a removal has no text")
                .isEqualTo(Removed.Outcome.NOT_FOUND);
        assertThat(remove(b(), new Removal.OfAuthor(author("nobody")), cleared("nobody"))
                        .outcome())
                .isEqualTo(Removed.Outcome.NOT_FOUND);
        assertThat(hearing.events).isEmpty();
    }

    @Test
    void all_texts_of_one_author_are_removed_together() {
        say(a(), ANN, "one");
        say(a(), GUEST, "two \"from\":{\"id\":\"ann\",");
        say(a(), ANN, "three");
        say(a(), new Sender("ann2", Rank.MEMBER), "four");
        Removed removed = remove(b(), new Removal.OfAuthor(author("ann")), cleared("ann"));
        assertThat(removed.texts()).isEqualTo(2);
        assertThat(history(a()).events())
                .extracting(Event::kind)
                .containsExactly(
                        EventKind.TOMBSTONE,
                        EventKind.MESSAGE,
                        EventKind.TOMBSTONE,
                        EventKind.MESSAGE,
                        EventKind.CLEARED);
    }

    @Test
    void a_removed_message_is_pinned_no_more_and_that_is_told() {
        Position bad = say(a(), ANN, "bad");
        change(a(), new StateChange.Pin(null, bad.seq()));
        Hearing hearing = subscribe(b(), room);
        remove(a(), new Removal.OfMessage(null, bad.seq()), deleted(bad.seq()));
        eventually(() -> assertThat(hearing.changes).hasSize(1));
        assertThat(hearing.changes.get(0).change())
                .isInstanceOfSatisfying(StateChange.Unpin.class, unpin -> assertThat(unpin.seq())
                        .isEqualTo(bad.seq()));
        assertThat(hearing.changes.get(0).state().pinned()).isEmpty();
        assertThat(state(b()).pinned()).isEmpty();
    }

    @Test
    void a_pinned_message_that_the_history_has_forgotten_can_be_removed_by_its_author() {
        Position bad = say(a(), ANN, "bad");
        change(a(), new StateChange.Pin(null, bad.seq()));
        for (int i = 0; i < 250; i++) {
            say(a(), GUEST, "text " + i);
        }
        assertThat(remove(b(), new Removal.OfAuthor(author("ann")), cleared("ann"))
                        .texts())
                .isEqualTo(1);
        assertThat(state(a()).pinned()).isEmpty();
    }

    @Test
    void events_that_tell_of_removals_do_not_shorten_the_history() {
        try (Broker brief = another(HistorySettings.of(new Retention(4, Duration.ofHours(1)), Duration.ofMinutes(5)))) {
            for (int i = 1; i <= 4; i++) {
                say(brief, ANN, "text " + i);
            }
            for (int i = 1; i <= 4; i++) {
                remove(brief, new Removal.OfMessage(null, i), deleted(i));
            }
            HistoryPage page = join(brief.rooms().history(room, HistoryQuery.after(0, 100, 100_000)));
            assertThat(page.events()).extracting(Event::seq).containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L);
            say(brief, ANN, "text 5");
            page = join(brief.rooms().history(room, HistoryQuery.after(0, 100, 100_000)));
            assertThat(page.events()).extracting(Event::seq).containsExactly(2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L);
        }
    }

    // What the tests share.

    private RoomState state(Broker broker) {
        return join(broker.rooms().state(room));
    }

    private StateChanged change(Broker broker, StateChange change) {
        return join(broker.rooms().change(room, change));
    }

    private Removed remove(Broker broker, Removal removal, Publication event) {
        return join(broker.rooms().remove(room, removal, event));
    }

    private HistoryPage history(Broker broker) {
        return join(broker.rooms().history(room, HistoryQuery.after(0, 100, 100_000)));
    }

    private static StateChange ban(String user, long until, Rank by) {
        return new StateChange.Impose(new Sanction(Sanction.Kind.BAN, user, until, null, by));
    }

    private static StateChange mute(String user, long until, Rank by) {
        return new StateChange.Impose(new Sanction(Sanction.Kind.MUTE, user, until, "too loud: \"é\" \\ 1", by));
    }

    private Position say(Broker broker, Sender sender, String text) {
        return join(broker.rooms().publish(room, message(sender, text, null))).position();
    }

    private PublishRefusedException assertRefused(Broker broker, Sender sender, Reason why) {
        try {
            say(broker, sender, "no");
        } catch (CompletionException failed) {
            assertThat(failed).hasCauseInstanceOf(PublishRefusedException.class);
            PublishRefusedException refused = (PublishRefusedException) failed.getCause();
            assertThat(refused.why()).isEqualTo(why);
            return refused;
        }
        throw new AssertionError(sender + " was not refused: " + why);
    }

    private Publication message(Sender sender, String text, String key) {
        String fields = new String(author(sender.user()), StandardCharsets.UTF_8) + "\"name\":\"N\"},\"text\":\""
                + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
        return new Publication(EventKind.MESSAGE, "message", fields.getBytes(StandardCharsets.UTF_8), key, sender);
    }

    private byte[] author(String user) {
        return ("\"room\":\"" + room + "\",\"from\":{\"id\":\"" + user + "\",").getBytes(StandardCharsets.UTF_8);
    }

    private Publication deleted(long target) {
        return told(EventKind.DELETED, "\"target\":" + target);
    }

    private Publication cleared(String user) {
        return told(EventKind.CLEARED, "\"user\":\"" + user + "\"");
    }

    private Publication told(EventKind kind, String what) {
        String fields = "\"room\":\"" + room + "\"," + what;
        return new Publication(kind, "deleted", fields.getBytes(StandardCharsets.UTF_8), null, null);
    }
}
