package io.chatka.internal.actor;

import static org.assertj.core.api.Assertions.assertThat;

import io.chatka.api.Interception;
import io.chatka.api.Interception.DenialCode;
import io.chatka.api.MessageInterceptor;
import io.chatka.internal.actor.ActorKit.Client;
import io.chatka.internal.broker.EventKind;
import io.chatka.internal.broker.FakeBroker;
import io.chatka.internal.broker.Head;
import io.chatka.internal.broker.Position;
import io.chatka.internal.broker.Receipt;
import io.chatka.internal.meter.NodeMeter.Intercepted;
import io.chatka.internal.protocol.CommandId;
import io.chatka.internal.protocol.ErrorCode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An application's interceptor between a member and the broker. */
class InterceptionsTest {
    private static final CommandId ID = new CommandId("1", true);

    private final Map<String, CompletableFuture<Interception>> asked = new HashMap<>();
    private MessageInterceptor interceptor =
            draft -> asked.computeIfAbsent(draft.text(), text -> new CompletableFuture<>());
    private MessageInterceptor.Fallback fallback = MessageInterceptor.Fallback.DENY;
    private final ActorKit kit = new ActorKit(
            "chatka.limits.text = 20",
            new Extensions(
                    Extensions.GUESTS,
                    Extensions.EVERYTHING,
                    new MessageInterceptor() {
                        @Override
                        public CompletionStage<Interception> intercept(Draft draft) {
                            return interceptor.intercept(draft);
                        }

                        @Override
                        public Fallback fallback() {
                            return fallback;
                        }
                    },
                    null));
    private final FakeBroker broker = kit.broker;
    private final Client ann = kit.client("Ann");
    private final Client bob = kit.client("Bob");
    private final ActorRef<ChatRoomActor.Command> room = kit.spawn(ChatRoomActor.create(
            kit.chat,
            "lobby",
            kit.<ChatSupervisor.Command>inbox().ref(),
            new RoomsShared(1, new EmptyRooms(Duration.ofSeconds(30), 10), new ForeignNames())));

    InterceptionsTest() {
        broker.subscribe().answer(Head.of("a", 0));
        for (Client client : List.of(ann, bob)) {
            room.tell(client.join());
            client.answers();
        }
    }

    @AfterEach
    void close() {
        kit.close();
    }

    @Test
    void it_sees_who_says_what_where_and_a_message_that_it_allows_is_published() {
        List<MessageInterceptor.Draft> drafts = new ArrayList<>();
        interceptor = draft -> {
            drafts.add(draft);
            return CompletableFuture.completedFuture(Interception.allow());
        };
        room.tell(new ChatRoomActor.Say(ann.ref(), "hi", "{\"a\":1}", "k1", ID));
        assertThat(drafts).containsExactly(new MessageInterceptor.Draft("lobby", ann.user, "hi", "{\"a\":1}"));
        var publish = broker.publish();
        assertThat(publish.question().key()).startsWith("g ").endsWith(" k1");
        assertThat(text(publish)).contains("\"name\":\"Ann\"", "\"text\":\"hi\",\"data\":{\"a\":1}");
        publish.answer(new Receipt(new Position("a", 1), false));
        assertThat(ann.answers()).hasExactlyElementsOfTypes(UserActor.Published.class);
        assertThat(kit.chat.meter().interceptions(Intercepted.ALLOWED)).isEqualTo(1);
    }

    @Test
    void a_message_that_it_denies_is_an_error_with_its_words() {
        interceptor = draft -> CompletableFuture.completedFuture(
                draft.text().equals("spam")
                        ? Interception.deny("no advertisements")
                        : Interception.deny(DenialCode.FORBIDDEN, "not you"));
        room.tell(ann.say("spam"));
        room.tell(ann.say("hi"));
        assertThat(ann.answers())
                .containsExactly(
                        new UserActor.Failed(ID, ErrorCode.FILTERED, "no advertisements"),
                        new UserActor.Failed(ID, ErrorCode.FORBIDDEN, "not you"));
        assertThat(broker.isIdle()).isTrue();
        assertThat(kit.chat.meter().interceptions(Intercepted.DENIED)).isEqualTo(2);
    }

    @Test
    void a_message_can_be_for_its_sender_alone_or_wait_for_a_moderator() {
        interceptor = draft -> CompletableFuture.completedFuture(
                draft.text().equals("shadow") ? Interception.shadow() : Interception.hold());
        room.tell(ann.say("shadow"));
        assertThat(broker.publish().question().kind()).isEqualTo(EventKind.SHADOWED);
        room.tell(ann.say("hold"));
        assertThat(ann.answers()).hasExactlyElementsOfTypes(UserActor.Held.class);
        assertThat(broker.isIdle()).isTrue();
        assertThat(kit.chat.meter().interceptions(Intercepted.SHADOWED)).isEqualTo(1);
        assertThat(kit.chat.meter().interceptions(Intercepted.HELD)).isEqualTo(1);
    }

    @Test
    void another_message_takes_its_place_under_the_same_key() {
        interceptor = draft -> CompletableFuture.completedFuture(Interception.replace("****", "[1, 2.50 ]"));
        room.tell(new ChatRoomActor.Say(ann.ref(), "darn", null, "k1", ID));
        var publish = broker.publish();
        assertThat(text(publish))
                .contains("\"text\":\"****\",\"data\":[1,2.50]}")
                .doesNotContain("darn");
        assertThat(publish.question().key()).startsWith("g ").endsWith(" k1");
        assertThat(kit.chat.meter().interceptions(Intercepted.REPLACED)).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null/null",
                "/null",
                "more than twenty characters/null",
                "x/{",
                "x/1 2",
                "x/",
                "x\ud800/null",
                "\u0000/1"
            })
    void a_replacement_that_no_client_could_say_falls_back(String replacement) {
        String[] parts = replacement.split("/", -1);
        interceptor = draft -> CompletableFuture.completedFuture(Interception.replace(
                parts[0].equals("null") ? null : parts[0], parts[1].equals("null") ? null : parts[1]));
        room.tell(ann.say("hi"));
        assertThat(ann.answers()).singleElement().isEqualTo(undecided());
        assertThat(broker.isIdle()).isTrue();
        assertThat(kit.chat.meter().interceptions(Intercepted.FALLBACK)).isEqualTo(1);
    }

    @Test
    void one_senders_messages_stay_in_order_and_nobody_elses_wait() {
        room.tell(ann.say("one"));
        room.tell(ann.say("two"));
        room.tell(bob.say("three"));
        assertThat(asked).as("all are asked about at once").hasSize(3);
        asked.get("two").complete(Interception.allow());
        assertThat(broker.isIdle()).isTrue();
        asked.get("three").complete(Interception.allow());
        assertThat(text(broker.publish())).contains("three");
        asked.get("one").complete(Interception.allow());
        assertThat(text(broker.publish())).contains("one");
        assertThat(text(broker.publish())).contains("two");
    }

    @Test
    void a_decision_that_is_there_at_once_waits_for_an_earlier_one() {
        room.tell(ann.say("one"));
        interceptor = draft -> CompletableFuture.completedFuture(Interception.allow());
        room.tell(ann.say("two"));
        assertThat(broker.isIdle()).isTrue();
        asked.get("one").complete(Interception.deny("no"));
        assertThat(text(broker.publish())).contains("two");
    }

    @Test
    void without_a_decision_in_time_the_message_is_denied_and_a_late_one_ignored() {
        room.tell(ann.say("hi"));
        kit.pass(Duration.ofMillis(199));
        assertThat(ann.answers()).isEmpty();
        kit.pass(Duration.ofMillis(1));
        assertThat(ann.answers()).containsExactly(undecided());
        assertThat(ErrorCode.UNAVAILABLE.retryable()).isTrue();
        asked.get("hi").complete(Interception.allow());
        assertThat(broker.isIdle()).isTrue();
        assertThat(kit.chat.meter().interceptions(Intercepted.ALLOWED)).isZero();
    }

    @Test
    void or_allowed_if_the_application_wants_it_so() {
        fallback = MessageInterceptor.Fallback.ALLOW;
        room.tell(ann.say("hi"));
        kit.pass(Duration.ofMillis(200));
        assertThat(text(broker.publish())).contains("hi");
        assertThat(kit.chat.meter().interceptions(Intercepted.FALLBACK)).isEqualTo(1);
    }

    @Test
    void a_decision_in_time_needs_no_fallback() {
        room.tell(ann.say("hi"));
        asked.get("hi").complete(Interception.allow());
        broker.publish();
        kit.pass(Duration.ofSeconds(1));
        assertThat(kit.chat.meter().interceptions(Intercepted.FALLBACK)).isZero();
        assertThat(broker.isIdle()).isTrue();
    }

    @Test
    void an_interceptor_that_fails_falls_back() {
        for (MessageInterceptor broken : List.<MessageInterceptor>of(
                draft -> {
                    throw new IllegalStateException("a fault that the test put in");
                },
                draft -> null,
                draft -> CompletableFuture.completedFuture(null),
                draft -> CompletableFuture.failedFuture(new StackOverflowError("a fault that the test put in")))) {
            interceptor = broken;
            room.tell(ann.say("hi"));
            assertThat(ann.answers()).containsExactly(undecided());
        }
        assertThat(broker.isIdle()).isTrue();
    }

    @Test
    void what_was_said_before_a_disconnect_is_published() {
        room.tell(ann.say("hi"));
        ann.stop();
        asked.get("hi").complete(Interception.allow());
        assertThat(text(broker.publish())).contains("\"name\":\"Ann\"");
    }

    @Test
    void a_room_that_restarts_answers_what_waits_and_later_decisions_come_to_nothing() {
        room.tell(ann.say("one"));
        room.tell(bob.say("two"));
        asked.get("two").complete(Interception.allow());
        broker.publish();
        broker.breakNextPublish();
        interceptor = draft -> CompletableFuture.completedFuture(Interception.allow());
        room.tell(bob.say("three"));
        assertThat(bob.answers()).hasExactlyElementsOfTypes(UserActor.Failed.class);
        assertThat(ann.answers())
                .containsExactly(new UserActor.Failed(
                        ID, ErrorCode.INTERNAL, "the room restarted before this message was published; try again"));
        broker.subscribe().answer(Head.of("a", 1));
        asked.get("one").complete(Interception.allow());
        kit.pass(Duration.ofSeconds(1));
        assertThat(ann.answers()).isEmpty();
    }

    private static UserActor.Failed undecided() {
        return new UserActor.Failed(
                ID, ErrorCode.UNAVAILABLE, "the server could not check the message in time; try again");
    }

    private static String text(FakeBroker.Asked<io.chatka.internal.broker.Publication, Receipt> publish) {
        return new String(publish.question().at(1, 2), StandardCharsets.UTF_8);
    }
}
