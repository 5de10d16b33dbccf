package io.chatka.internal.actor;

import static org.assertj.core.api.Assertions.assertThat;

import io.chatka.api.Act;
import io.chatka.api.Authentication;
import io.chatka.api.Grant;
import io.chatka.api.Grants;
import io.chatka.api.User;
import io.chatka.internal.broker.EmbeddedBroker;
import io.chatka.internal.broker.EmbeddedSettings;
import io.chatka.internal.broker.Event;
import io.chatka.internal.broker.EventKind;
import io.chatka.internal.broker.Hearing;
import io.chatka.internal.broker.HistoryQuery;
import io.chatka.internal.broker.HistorySettings;
import io.chatka.internal.broker.ModerationStore;
import io.chatka.internal.broker.Rank;
import io.chatka.internal.broker.RoomState;
import io.chatka.internal.broker.Sanction;
import io.chatka.internal.broker.Sender;
import io.chatka.internal.broker.Standing;
import io.chatka.internal.broker.StateChange;
import io.chatka.internal.protocol.ClientCommand;
import io.chatka.internal.protocol.MessageFrames;
import io.chatka.internal.protocol.ModerationFrames;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What becomes of the acts of one user, over the embedded broker. */
class ModerationTest {
    private static final String ROOM = "lobby";
    private static final User ANN = new User("ann", "Ann", "member");
    private static final User MOD = new User("mod", "Mod", "moderator");
    private static final User OTHER_MOD = new User("mod2", "Mo", "moderator");
    private static final User ADMIN = new User("root", "Root", "admin");

    private final EmbeddedBroker broker = new EmbeddedBroker(
            Clock.systemUTC(), System::nanoTime, EmbeddedSettings.defaults(HistorySettings.defaults()));

    // Deleting.

    @Test
    void users_delete_their_own_messages_and_nobody_elses() {
        long own = say(ANN, "mine");
        long other = say(MOD, "not mine");
        UserFixture ann = session(ANN);
        assertOk(ann, new ClientCommand.Delete(ann.id(), ROOM, own, null, null));
        assertThat(text(own)).contains("\"deleted\":true").doesNotContain("mine");
        assertRefused(ann, new ClientCommand.Delete(ann.id(), ROOM, other, null, null), "forbidden", "moderate");
        assertThat(text(other)).contains("not mine");
    }

    @Test
    void moderators_delete_messages_of_lower_ranks() {
        long low = say(ANN, "low");
        long equal = say(OTHER_MOD, "equal");
        UserFixture mod = session(MOD);
        assertOk(mod, new ClientCommand.Delete(mod.id(), ROOM, low, null, "spam"));
        assertRefused(mod, new ClientCommand.Delete(mod.id(), ROOM, equal, null, null), "forbidden", "rank");
        UserFixture admin = session(ADMIN);
        assertOk(admin, new ClientCommand.Delete(admin.id(), ROOM, equal, null, null));
    }

    @Test
    void a_message_that_is_deleted_already_is_no_error_and_one_that_is_not_kept_is() {
        Hearing hearing = new Hearing();
        long seq = say(ANN, "mine");
        broker.rooms().subscribe(ROOM, hearing);
        UserFixture ann = session(ANN);
        assertOk(ann, new ClientCommand.Delete(ann.id(), ROOM, seq, null, null));
        assertOk(ann, new ClientCommand.Delete(ann.id(), ROOM, seq, null, null));
        assertThat(hearing.events).extracting(Event::kind).containsExactly(EventKind.DELETED);
        assertRefused(ann, new ClientCommand.Delete(ann.id(), ROOM, 99, null, null), "not_found");
        assertRefused(ann, new ClientCommand.Delete(ann.id(), ROOM, seq, "forged", null), "not_found");
        assertRefused(ann, new ClientCommand.Delete(ann.id(), ROOM, seq + 1, null, null), "not_found");
    }

    // Acts against users.

    @Test
    void acts_against_a_user_are_in_force_with_the_rank_of_whoever_acts() {
        UserFixture mod = session(MOD);
        long before = System.currentTimeMillis();
        assertOk(mod, new ClientCommand.Moderate(mod.id(), ROOM, new Act.Mute("ann", 60_000, "loud", false)));
        assertOk(mod, new ClientCommand.Moderate(mod.id(), ROOM, new Act.Ban("ann", 0, null, false)));
        Sanction mute = standing("ann").mute();
        assertThat(mute.by()).isEqualTo(Rank.MODERATOR);
        assertThat(mute.reason()).isEqualTo("loud");
        assertThat(mute.until()).isBetween(before + 60_000, System.currentTimeMillis() + 60_000);
        assertThat(standing("ann").ban().until()).isZero();
        assertOk(mod, new ClientCommand.Moderate(mod.id(), ROOM, new Act.Unmute("ann")));
        assertOk(mod, new ClientCommand.Moderate(mod.id(), ROOM, new Act.Unban("ann")));
        assertThat(standing("ann").mute()).isNull();
        assertThat(standing("ann").ban()).isNull();
        UserFixture admin = session(ADMIN);
        assertOk(admin, new ClientCommand.Moderate(admin.id(), ROOM, new Act.Mute("mod", 0, null, false)));
        assertThat(standing("mod").mute().by()).isEqualTo(Rank.ADMIN);
    }

    @Test
    void clear_takes_out_all_texts_of_a_user_unless_it_has_the_same_rank() {
        long one = say(ANN, "one");
        long two = say(OTHER_MOD, "two");
        long three = say(ANN, "three");
        UserFixture mod = session(MOD);
        assertOk(mod, new ClientCommand.Moderate(mod.id(), ROOM, new Act.Clear("ann")));
        assertThat(List.of(text(one), text(three))).allMatch(text -> text.contains("\"deleted\":true"));
        assertRefused(mod, new ClientCommand.Moderate(mod.id(), ROOM, new Act.Clear("mod2")), "forbidden");
        assertThat(text(two)).contains("two");
        assertOk(mod, new ClientCommand.Moderate(mod.id(), ROOM, new Act.Clear("nobody")));
    }

    @Test
    void a_ban_with_delete_takes_out_the_texts_as_well() {
        long one = say(ANN, "one");
        UserFixture mod = session(MOD);
        assertOk(mod, new ClientCommand.Moderate(mod.id(), ROOM, new Act.Ban("ann", 0, null, true)));
        assertThat(standing("ann").ban()).isNotNull();
        assertThat(text(one)).contains("\"deleted\":true");
    }

    @Test
    void a_ban_whose_texts_may_not_be_taken_out_does_nothing() {
        say(OTHER_MOD, "equal");
        UserFixture mod = session(MOD);
        assertRefused(mod, new ClientCommand.Moderate(mod.id(), ROOM, new Act.Ban("mod2", 0, null, true)), "forbidden");
        assertThat(standing("mod2").ban()).isNull();
    }

    @Test
    void a_kick_is_told_to_the_room() {
        Hearing hearing = new Hearing();
        broker.rooms().subscribe(ROOM, hearing);
        UserFixture mod = session(MOD);
        assertOk(mod, new ClientCommand.Moderate(mod.id(), ROOM, new Act.Kick("ann", "enough")));
        assertThat(hearing.changes.get(0).change()).isEqualTo(new StateChange.Kick("ann", "enough", Rank.MODERATOR));
    }

    // Acts on the room.

    @Test
    void acts_on_the_room_change_its_state() {
        long seq = say(ANN, "keep");
        UserFixture mod = session(MOD);
        for (Act act : List.of(
                new Act.Slow(30), new Act.Speak(Act.Speakers.MEMBERS), new Act.Close(), new Act.Pin(seq, null))) {
            assertOk(mod, new ClientCommand.Moderate(mod.id(), ROOM, act));
        }
        assertThat(ModerationFrames.roomState(state()))
                .startsWith(
                        "{\"slow\":30,\"speak\":\"members\",\"closed\":true,\"pinned\":[{\"type\":\"message\",\"seq\":1,");
        for (Act act : List.of(
                new Act.Slow(0), new Act.Speak(Act.Speakers.EVERYONE), new Act.Open(), new Act.Unpin(seq, null))) {
            assertOk(mod, new ClientCommand.Moderate(mod.id(), ROOM, act));
        }
        assertThat(ModerationFrames.roomState(state()))
                .isEqualTo("{\"slow\":0,\"speak\":\"everyone\",\"closed\":false,\"pinned\":[]}");
        assertRefused(mod, new ClientCommand.Moderate(mod.id(), ROOM, new Act.Unpin(seq, null)), "not_found");
        assertRefused(mod, new ClientCommand.Moderate(mod.id(), ROOM, new Act.Pin(99, null)), "not_found");
    }

    @Test
    void at_most_three_messages_are_pinned() {
        UserFixture mod = session(MOD);
        for (int i = 1; i <= 3; i++) {
            assertOk(mod, new ClientCommand.Moderate(mod.id(), ROOM, new Act.Pin(say(ANN, "x"), null)));
        }
        assertRefused(
                mod, new ClientCommand.Moderate(mod.id(), ROOM, new Act.Pin(say(ANN, "x"), null)), "forbidden", "3");
    }

    @Test
    void an_announcement_is_a_message_that_stands_out() {
        UserFixture mod = session(MOD);
        assertOk(mod, new ClientCommand.Moderate(mod.id(), ROOM, new Act.Announce("hear \"this\"", null)));
        assertThat(text(1))
                .contains("\"from\":{\"id\":\"mod\",\"name\":\"Mod\",\"role\":\"moderator\"}")
                .endsWith("\"text\":\"hear \\\"this\\\"\",\"announcement\":true}");
    }

    // Who may.

    @Test
    void acts_need_the_grant_to_moderate_the_room() {
        User elsewhere = new User("u1", "Eli", "moderator", null, Grants.of(Map.of("other", Set.of(Grant.MODERATE))));
        for (User user : List.of(ANN, elsewhere)) {
            UserFixture session = session(user);
            assertRefused(
                    session, new ClientCommand.Moderate(session.id(), ROOM, new Act.Close()), "forbidden", "moderate");
        }
        UserFixture moderator = session(elsewhere);
        assertOk(moderator, new ClientCommand.Moderate(moderator.id(), "other", new Act.Close()));
        assertThat(state().isClosed()).isFalse();
    }

    @Test
    void acts_fail_with_an_error_that_may_be_tried_again_when_the_broker_is_away() {
        UserFixture mod = session(MOD);
        broker.close();
        assertRefused(mod, new ClientCommand.Moderate(mod.id(), ROOM, new Act.Close()), "unavailable", "retryAfter");
        assertRefused(mod, new ClientCommand.Delete(mod.id(), ROOM, 1, null, null), "unavailable", "retryAfter");
    }

    @Test
    void acts_are_rated() {
        UserFixture mod = session(MOD);
        for (int i = 0; i < 60; i++) {
            assertOk(mod, new ClientCommand.Moderate(mod.id(), ROOM, new Act.Slow(i)));
        }
        assertRefused(mod, new ClientCommand.Moderate(mod.id(), ROOM, new Act.Slow(1)), "rate_limited", "acts");
    }

    @Test
    void a_report_is_kept_for_moderators() {
        UserFixture ann = session(ANN);
        assertOk(ann, new ClientCommand.Report(ann.id(), ROOM, 1, "spam"));
        assertThat(broker.moderation()
                        .records(ModerationStore.Log.REPORTS, null, 10)
                        .toCompletableFuture()
                        .join())
                .singleElement()
                .satisfies(kept -> assertThat(kept.record()).contains("\"ann\"", "\"report\"", "\"spam\""));
    }

    // What the tests share.

    private UserFixture session(User user) {
        UserFixture session = UserFixture.on(broker, Authentication.accepted(user));
        session.hello("token");
        session.connection.take();
        return session;
    }

    private static void assertOk(UserFixture user, ClientCommand command) {
        int done = user.connection.done.get();
        user.send(command);
        user.act();
        assertThat(user.connection.take())
                .singleElement()
                .asString()
                .contains("\"ok\"", command.id().text());
        assertThat(user.connection.done).hasValue(done + 1);
    }

    private static void assertRefused(UserFixture user, ClientCommand command, String... words) {
        int done = user.connection.done.get();
        user.send(command);
        user.act();
        assertThat(user.connection.take())
                .singleElement()
                .asString()
                .contains("\"error\"", command.id().text())
                .contains(words);
        assertThat(user.connection.done).hasValue(done + 1);
    }

    private long say(User user, String text) {
        var rights = Samples.PERMISSIONS.in(user, ROOM);
        return broker.rooms()
                .publish(
                        ROOM,
                        MessageFrames.message(
                                MessageFrames.author(ROOM, user, rights.role(user), false),
                                text,
                                null,
                                null,
                                new Sender(user.id(), rights.rank())))
                .toCompletableFuture()
                .join()
                .position()
                .seq();
    }

    private String text(long seq) {
        return new String(
                broker.rooms()
                        .history(ROOM, new HistoryQuery(seq - 1, seq + 1, false, 1, 1 << 20))
                        .toCompletableFuture()
                        .join()
                        .events()
                        .get(0)
                        .json(),
                StandardCharsets.UTF_8);
    }

    private Standing standing(String user) {
        return broker.rooms().standing(ROOM, user).toCompletableFuture().join();
    }

    private RoomState state() {
        return broker.rooms().state(ROOM).toCompletableFuture().join();
    }
}
