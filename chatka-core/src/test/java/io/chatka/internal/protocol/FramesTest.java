package io.chatka.internal.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.chatka.api.Grant;
import io.chatka.api.User;
import io.chatka.internal.broker.Event;
import io.chatka.internal.broker.Head;
import io.chatka.internal.broker.HistoryPage;
import io.chatka.internal.broker.Position;
import io.chatka.internal.broker.Publication;
import io.chatka.internal.broker.Rank;
import io.chatka.internal.broker.Receipt;
import io.chatka.internal.broker.RoomState;
import io.chatka.internal.broker.Sanction;
import io.chatka.internal.broker.Tombstones;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The exact bytes of every frame, since clients and other nodes read them. */
class FramesTest {
    private static final User ANN = new User("g-1", "Ann", "guest");
    private static final User BOB = new User("g-2", "Bob \"B\"", "guest");
    private static final CommandId NUMBER = new CommandId("7", true);
    private static final CommandId STRING = new CommandId("7\"\n", false);

    @Test
    void welcome_introduces_the_user_and_the_limits() {
        assertThat(text(Frames.welcome(
                        "s1", ANN, -1, null, new Frames.Terms(25_000, 10_000, 2_000, 8_192, 65_536, 32, 300_000))))
                .isEqualTo("{\"type\":\"welcome\",\"protocol\":\"chatka.v1\",\"session\":\"s1\","
                        + "\"user\":{\"id\":\"g-1\",\"name\":\"Ann\",\"role\":\"guest\"},"
                        + "\"heartbeat\":{\"interval\":25000,\"timeout\":10000},"
                        + "\"limits\":{\"text\":2000,\"data\":8192,\"frame\":65536,\"rooms\":32,\"keys\":300000}}");
    }

    @Test
    void a_reply_has_the_id_as_the_client_wrote_it() {
        assertThat(text(Frames.ok(NUMBER))).isEqualTo("{\"type\":\"ok\",\"id\":7}");
        assertThat(text(Frames.ok(STRING))).isEqualTo("{\"type\":\"ok\",\"id\":\"7\\\"\\n\"}");
        Position place = new Position("e1", 42);
        assertThat(text(Frames.ok(NUMBER, new Receipt(place, false))))
                .isEqualTo("{\"type\":\"ok\",\"id\":7,\"epoch\":\"e1\",\"seq\":42}");
        assertThat(text(Frames.ok(NUMBER, new Receipt(place, true))))
                .isEqualTo("{\"type\":\"ok\",\"id\":7,\"epoch\":\"e1\",\"seq\":42,\"duplicate\":true}");
        assertThat(text(Frames.pong(NUMBER))).isEqualTo("{\"type\":\"pong\",\"id\":7}");
    }

    @Test
    void a_reply_to_a_command_without_id_has_none() {
        assertThat(text(Frames.pong(null))).isEqualTo("{\"type\":\"pong\"}");
        assertThat(text(Frames.error(null, ErrorCode.BAD_JSON, "no", -1)))
                .isEqualTo("{\"type\":\"error\",\"code\":\"bad_json\",\"message\":\"no\"}");
    }

    @Test
    void an_error_says_when_to_try_again_if_that_can_help() {
        assertThat(text(Frames.error(NUMBER, ErrorCode.RATE_LIMITED, "slowly", 0)))
                .isEqualTo(
                        "{\"type\":\"error\",\"id\":7,\"code\":\"rate_limited\",\"message\":\"slowly\",\"retryAfter\":0}");
    }

    @Test
    void welcome_says_when_a_token_expires_and_where_the_picture_is() {
        User ann = new User("u1", "Ann", "member", "https://a.example/p.png", null);
        assertThat(text(Frames.welcome("s1", ann, 5_000, null, new Frames.Terms(1, 1, 1, 1, 1, 1, 1))))
                .contains("\"role\":\"member\",\"avatar\":\"https://a.example/p.png\"},\"expires\":5000,");
        assertThat(text(Frames.refreshed(NUMBER, 7))).isEqualTo("{\"type\":\"ok\",\"id\":7,\"expires\":7}");
    }

    @Test
    void joined_says_what_moderators_have_set_and_what_the_member_may_do() {
        RoomState state =
                new RoomState(3, 30, Rank.MODERATOR, 5, List.of("{\"seq\":1}".getBytes(StandardCharsets.UTF_8)), true);
        Sanction mute = new Sanction(Sanction.Kind.MUTE, "u1", 99, null, Rank.ADMIN);
        assertThat(text(Frames.joined(
                        "lobby",
                        new Position("e", 7),
                        true,
                        new Frames.Count(3, 2),
                        ModerationFrames.roomState(state),
                        new Frames.You("member", Set.of(Grant.JOIN), mute))))
                .endsWith("\"state\":{\"slow\":30,\"speak\":\"moderators\",\"closed\":true,\"pinned\":[{\"seq\":1}]},"
                        + "\"you\":{\"role\":\"member\",\"grants\":[\"join\"],\"mutedUntil\":99}}");
    }

    @Test
    void a_change_of_the_state_has_only_what_changed() {
        RoomState slow = new RoomState(1, 30, Rank.GUEST, 0, List.of(), true);
        assertThat(text(ModerationFrames.roomChanged("lobby", RoomState.OPEN, slow)))
                .isEqualTo("{\"type\":\"room\",\"room\":\"lobby\",\"slow\":30}");
        assertThat(ModerationFrames.roomChanged("lobby", slow, new RoomState(2, 30, Rank.GUEST, 0, List.of(), false)))
                .isNull();
        RoomState all = new RoomState(3, 0, Rank.MEMBER, 7, List.of("{}".getBytes(StandardCharsets.UTF_8)), false);
        assertThat(text(ModerationFrames.roomChanged("lobby", slow, all)))
                .isEqualTo("{\"type\":\"room\",\"room\":\"lobby\",\"slow\":0,\"speak\":\"members\",\"closed\":true,"
                        + "\"pinned\":[{}]}");
    }

    @Test
    void an_error_has_until_when_and_why_a_sanction_holds() {
        assertThat(text(Frames.error(NUMBER, ErrorCode.MUTED, "no", -1, 99, "loud")))
                .isEqualTo("{\"type\":\"error\",\"id\":7,\"code\":\"muted\",\"message\":\"no\",\"until\":99,"
                        + "\"reason\":\"loud\"}");
    }

    @Test
    void the_start_of_an_author_is_that_of_its_messages() {
        byte[] message = MessageFrames.message(
                        MessageFrames.author("lobby", BOB, "guest", true), "hi", null, null, null)
                .at(1, 5);
        assertThat(Tombstones.isBy(ModerationFrames.authorStart("lobby", BOB.id()), message))
                .isTrue();
        assertThat(Tombstones.isBy(ModerationFrames.authorStart("lobby", "g"), message))
                .isFalse();
        assertThat(Tombstones.isBy(ModerationFrames.authorStart("lobb", BOB.id()), message))
                .isFalse();
        assertThat(MessageFrames.at(message)).isEqualTo(5);
        assertThat(text(Tombstones.of(message)))
                .isEqualTo("{\"type\":\"message\",\"seq\":1,\"at\":5,\"room\":\"lobby\",\"deleted\":true}");
    }

    @Test
    void events_have_their_fields_in_order() {
        assertThat(text(Frames.joined(
                        "lobby",
                        new Position("e", 7),
                        true,
                        new Frames.Count(3, 2),
                        ModerationFrames.roomState(RoomState.OPEN),
                        new Frames.You("guest", Set.of(Grant.SAY, Grant.JOIN), null))))
                .isEqualTo("{\"type\":\"joined\",\"room\":\"lobby\",\"epoch\":\"e\",\"seq\":7,\"recovered\":true,"
                        + "\"members\":3,\"users\":2,\"state\":{\"slow\":0,\"speak\":\"everyone\",\"closed\":false,\"pinned\":[]},"
                        + "\"you\":{\"role\":\"guest\",\"grants\":[\"join\",\"say\"]}}");
        assertThat(text(Frames.presence("lobby", 3, 2, List.of(BOB), List.of())))
                .isEqualTo("{\"type\":\"presence\",\"room\":\"lobby\",\"members\":3,\"users\":2,"
                        + "\"joined\":[{\"id\":\"g-2\",\"name\":\"Bob \\\"B\\\"\"}],\"left\":[]}");
        assertThat(text(Frames.gap("lobby", 3, 5)))
                .isEqualTo("{\"type\":\"gap\",\"room\":\"lobby\",\"from\":3,\"to\":5}");
        assertThat(text(Frames.roomPresence("lobby", "counts")))
                .isEqualTo("{\"type\":\"room\",\"room\":\"lobby\",\"presence\":\"counts\"}");
        assertThat(text(Frames.roomDegraded("lobby", true)))
                .isEqualTo("{\"type\":\"room\",\"room\":\"lobby\",\"degraded\":true}");
        assertThat(text(Frames.roomEpoch("lobby", new Position("e", 7))))
                .isEqualTo("{\"type\":\"room\",\"room\":\"lobby\",\"epoch\":\"e\",\"seq\":7}");
    }

    @Test
    void bye_says_when_to_come_back_or_never() {
        assertThat(text(Frames.bye(CloseCode.RESTART, 250)))
                .isEqualTo(
                        "{\"type\":\"bye\",\"code\":1012,\"reason\":\"the server is restarting\",\"reconnect\":250}");
        assertThat(text(Frames.bye(CloseCode.TOO_BIG, -1)))
                .isEqualTo(
                        "{\"type\":\"bye\",\"code\":1009,\"reason\":\"a message over the size limit\",\"reconnect\":false}");
    }

    @Test
    void a_message_gets_its_place_between_bytes_that_are_encoded_already() {
        Publication message = MessageFrames.message(
                MessageFrames.author("lobby", BOB, "guest", false),
                "a\n\"\u4e2d\ud83d\ude80\u2028",
                "{\"x\":1}",
                null,
                null);
        String expected = "{\"type\":\"message\",\"seq\":9223372036854775807,\"at\":1767225600000,\"room\":\"lobby\","
                + "\"from\":{\"id\":\"g-2\",\"name\":\"Bob \\\"B\\\"\",\"role\":\"guest\"},"
                + "\"text\":\"a\\n\\\"\u4e2d\ud83d\ude80\u2028\",\"data\":{\"x\":1}}";
        assertThat(text(message.at(Long.MAX_VALUE, 1_767_225_600_000L))).isEqualTo(expected);
        // As the script in Redis joins them.
        assertThat(text(message.head()) + Long.MAX_VALUE + ",\"at\":1767225600000" + text(message.tail()))
                .isEqualTo(expected);
    }

    @Test
    void history_has_the_messages_byte_for_byte() {
        byte[] one =
                "{\"type\":\"message\",\"seq\":6,\"text\":\"\u4e2d\ud83d\ude80\"}".getBytes(StandardCharsets.UTF_8);
        byte[] two = "{\"type\":\"message\",\"seq\":7}".getBytes(StandardCharsets.UTF_8);
        Head top = Head.of("e1", 9);
        HistoryPage page = new HistoryPage(top, List.of(new Event("e1", 6, one), new Event("e1", 7, two)), true);
        assertThat(text(Frames.history(NUMBER)) + text(Frames.page("lobby", page)))
                .isEqualTo("{\"type\":\"history\",\"id\":7,\"room\":\"lobby\",\"epoch\":\"e1\",\"more\":true,"
                        + "\"messages\":[" + text(one) + "," + text(two) + "]}");
        assertThat(text(Frames.history(null)) + text(Frames.page("lobby", new HistoryPage(top, List.of(), false))))
                .isEqualTo("{\"type\":\"history\",\"room\":\"lobby\",\"epoch\":\"e1\",\"more\":false,\"messages\":[]}");
    }

    @Test
    void one_publication_can_be_given_several_places() {
        Publication message =
                MessageFrames.message(MessageFrames.author("lobby", ANN, "guest", false), "hi", null, null, null);
        byte[] first = message.at(1, 5);
        message.at(2, 6);
        assertThat(text(first)).isEqualTo(text(message.at(1, 5)));
    }

    @Test
    void a_message_has_only_the_fields_that_were_said() {
        assertThat(text(MessageFrames.message(MessageFrames.author("lobby", ANN, "guest", true), "hi", null, null, null)
                        .at(1, 2)))
                .isEqualTo("{\"type\":\"message\",\"seq\":1,\"at\":2,\"room\":\"lobby\",\"from\":{\"id\":\"g-1\","
                        + "\"name\":\"Ann\",\"role\":\"guest\",\"lookalike\":true},\"text\":\"hi\"}");
        assertThat(text(MessageFrames.message(
                                MessageFrames.author("lobby", ANN, "guest", false), null, "null", null, null)
                        .at(1, 2)))
                .endsWith("\"role\":\"guest\"},\"data\":null}");
    }

    private static String text(byte[] utf8) {
        return new String(utf8, StandardCharsets.UTF_8);
    }
}
