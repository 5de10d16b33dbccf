package io.chatka.internal.actor;

import static org.assertj.core.api.Assertions.assertThat;

import io.chatka.api.Authentication;
import io.chatka.api.Authenticator;
import io.chatka.api.Credentials;
import io.chatka.api.User;
import io.chatka.internal.fault.FaultLog;
import io.chatka.internal.protocol.ClientCommand;
import io.chatka.internal.protocol.ClientException;
import io.chatka.internal.protocol.CloseCode;
import io.chatka.internal.protocol.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.apache.pekko.actor.testkit.typed.Effect;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** From the handshake to an open session, or to none. */
class SessionTest {
    private static final User EVE = new User("u7", "Eve", "member");

    private final CompletableFuture<Authentication> answer = new CompletableFuture<>();

    @Test
    void a_guest_is_welcome_in_the_turn_of_its_first_command() {
        UserFixture client = UserFixture.with(Extensions.GUESTS);
        assertThat(client.connection.frames).isEmpty();
        client.ping();
        assertThat(client.connection.frames).hasSize(2);
        assertThat(client.connection.frames.get(0)).contains("\"welcome\"", "\"role\":\"guest\"");
        assertThat(client.connection.frames.get(1)).contains("\"pong\"");
        assertThat(client.user.selfInbox().hasMessages()).isFalse();
    }

    @Test
    void a_name_in_the_address_opens_the_session_at_once_and_a_room_is_joined() {
        UserFixture client = UserFixture.at("lobby", "Ann", Extensions.GUESTS);
        assertThat(client.connection.frames).singleElement().asString().contains("\"welcome\"", "\"name\":\"Ann\"");
        assertThat(client.supervisor.getAllReceived()).hasSize(1);
    }

    @Test
    void a_token_that_nobody_asked_for_closes_the_connection() {
        UserFixture client = UserFixture.with(Extensions.GUESTS);
        client.hello("t");
        assertThat(client.connection.frames)
                .singleElement()
                .asString()
                .contains("\"id\":1,\"code\":\"unauthorized\",\"message\":\"this server takes no tokens");
        assertThat(client.connection.closed).containsExactly(CloseCode.UNAUTHORIZED);
        client.ping();
        assertThat(client.connection.frames).as("nothing more is carried out").hasSize(1);
    }

    @Test
    void the_authenticator_sees_what_the_client_showed_and_its_user_is_welcome() {
        List<Credentials> asked = new ArrayList<>();
        UserFixture client = UserFixture.with(credentials -> {
            asked.add(credentials);
            return UserFixture.now(Authentication.accepted(EVE));
        });
        client.hello("secret");
        assertThat(asked).containsExactly(new Credentials("secret", "Ann", null, UserFixture.ADDRESS));
        assertThat(asked.get(0).toString()).doesNotContain("secret");
        assertThat(client.connection.frames.get(0))
                .contains("\"user\":{\"id\":\"u7\",\"name\":\"Eve\",\"role\":\"member\"}");
        assertThat(client.connection.frames.get(1)).isEqualTo("{\"type\":\"ok\",\"id\":1}");
    }

    @Test
    void commands_wait_in_order_until_the_answer_comes() {
        UserFixture client = UserFixture.with(credentials -> answer);
        client.hello("t");
        client.ping();
        client.user.run(new UserActor.Malformed(new ClientException(ErrorCode.BAD_JSON, "no").repliesTo(client.id())));
        client.join("lobby");
        assertThat(client.connection.frames).isEmpty();
        assertThat(client.connection.done).hasValue(0);

        answer.complete(Authentication.accepted(EVE));
        assertThat(client.connection.frames).as("handled on the lane only").isEmpty();
        client.runAll();
        assertThat(client.connection.frames).hasSize(4);
        assertThat(client.connection.frames.get(0)).contains("\"welcome\"");
        assertThat(client.connection.frames.get(1)).contains("\"ok\"", "\"id\":1");
        assertThat(client.connection.frames.get(2)).contains("\"pong\"", "\"id\":2");
        assertThat(client.connection.frames.get(3)).contains("bad_json", "\"id\":3");
        assertThat(client.supervisor.getAllReceived()).hasSize(1);
    }

    @Test
    void a_second_hello_waits_too_and_the_first_one_counts() {
        UserFixture client = UserFixture.with(credentials -> answer);
        client.hello("t");
        client.hello("another");
        answer.complete(Authentication.accepted(EVE));
        client.runAll();
        assertThat(client.connection.frames.get(2)).contains("already_identified", "\"id\":2");
    }

    @Test
    void an_expired_token_closes_with_a_code_after_which_clients_come_back() {
        UserFixture client = UserFixture.with(credentials -> UserFixture.now(Authentication.expired()));
        client.hello("t");
        assertThat(client.connection.frames).singleElement().asString().contains("unauthorized", "expired");
        assertThat(client.connection.closed).containsExactly(CloseCode.EXPIRED);
        assertThat(CloseCode.EXPIRED.reconnects()).isTrue();
        assertThat(CloseCode.UNAUTHORIZED.reconnects()).isFalse();
    }

    @Test
    void who_was_refused_loses_what_waited() {
        UserFixture client = UserFixture.at("lobby", null, credentials -> answer);
        client.join("den");
        answer.complete(Authentication.unauthorized("no guests here"));
        client.runAll();
        assertThat(client.connection.frames).singleElement().asString().contains("no guests here");
        assertThat(client.supervisor.getAllReceived()).isEmpty();
        client.user.run(new UserActor.Disconnected(CloseCode.UNAUTHORIZED));
        assertThat(client.user.isAlive()).isFalse();
    }

    @Test
    void keys_that_cannot_be_had_let_the_client_try_again_on_the_same_connection() {
        List<Authentication> answers =
                new ArrayList<>(List.of(Authentication.unavailable("no keys yet"), Authentication.accepted(EVE)));
        UserFixture client = UserFixture.with(credentials -> UserFixture.now(answers.remove(0)));
        client.hello("t");
        assertThat(client.connection.frames)
                .singleElement()
                .asString()
                .contains("\"id\":1,\"code\":\"unavailable\",\"message\":\"no keys yet\",\"retryAfter\":1000");
        assertThat(client.connection.closed).isEmpty();
        client.hello("t");
        assertThat(client.connection.frames.get(1)).contains("\"id\":\"u7\"");
    }

    @Test
    void what_waited_for_an_attempt_that_failed_fails_with_it_and_makes_nobody_a_guest() {
        List<String> tokens = new ArrayList<>();
        UserFixture client = UserFixture.with(credentials -> {
            tokens.add(credentials.token());
            return tokens.size() == 1 ? answer : UserFixture.now(Authentication.accepted(EVE));
        });
        client.hello("t");
        client.join("lobby");
        answer.complete(Authentication.unavailable("later"));
        client.runAll();
        assertThat(client.connection.take())
                .allSatisfy(frame -> assertThat(frame).contains("unavailable"))
                .hasSize(2);
        assertThat(client.connection.done).hasValue(2);

        client.join("lobby");
        assertThat(tokens).containsExactly("t", "t");
        assertThat(client.connection.take()).singleElement().asString().contains("\"id\":\"u7\"");
    }

    @Test
    void a_slow_authenticator_is_given_up_and_its_late_answer_ignored() {
        List<CompletableFuture<Authentication>> answers = List.of(answer, new CompletableFuture<>());
        List<Credentials> asked = new ArrayList<>();
        UserFixture client = UserFixture.with(credentials -> {
            asked.add(credentials);
            return answers.get(asked.size() - 1);
        });
        client.hello("t");
        Effect.Scheduled<?> limit = client.user.expectEffectClass(Effect.Scheduled.class);
        assertThat(limit.duration()).isEqualTo(java.time.Duration.ofSeconds(5));
        client.user.run((UserActor.Command) limit.message());
        assertThat(client.connection.take()).singleElement().asString().contains("unavailable", "retryAfter");

        client.hello("t");
        answer.complete(Authentication.accepted(EVE));
        client.runAll();
        client.user.run((UserActor.Command) limit.message());
        assertThat(client.connection.frames).as("of the first attempt").isEmpty();
        answers.get(1).complete(Authentication.guest());
        client.runAll();
        assertThat(client.connection.frames.get(0)).contains("\"name\":\"Ann\",\"role\":\"guest\"");
    }

    static Stream<Authenticator> broken() {
        return Stream.of(
                credentials -> {
                    throw new IllegalStateException("a fault that the test put in");
                },
                credentials -> null,
                credentials -> UserFixture.now(null),
                credentials -> CompletableFuture.failedFuture(new StackOverflowError("a fault that the test put in")),
                credentials -> UserFixture.now(Authentication.accepted(new User("", "Eve", "member"))),
                credentials -> UserFixture.now(Authentication.accepted(new User(null, "Eve", "member"))),
                credentials -> UserFixture.now(Authentication.accepted(new User("g-1", "Eve", "member"))),
                credentials -> UserFixture.now(Authentication.accepted(new User(" u7", "Eve", "member"))),
                credentials -> UserFixture.now(Authentication.accepted(new User("u\n7", "Eve", "member"))),
                credentials -> UserFixture.now(Authentication.accepted(new User("x".repeat(129), "Eve", "member"))),
                credentials -> UserFixture.now(Authentication.accepted(new User("u7", null, "the boss"))),
                credentials -> UserFixture.now(Authentication.accepted(new User("u7", "E  e", "member"))),
                credentials -> UserFixture.now(Authentication.accepted(new User("u7", "Eve", "the boss"))),
                credentials -> {
                    CompletionStage<Authentication> stage =
                            CompletableFuture.<Authentication>failedFuture(new IllegalStateException("wrapped"));
                    return stage.thenApply(same -> same);
                });
    }

    @ParameterizedTest
    @MethodSource("broken")
    void an_authenticator_that_fails_is_reported_and_the_client_may_try_again(Authenticator authenticator) {
        long faults = FaultLog.total();
        UserFixture client = UserFixture.with(authenticator);
        client.hello("t");
        assertThat(client.connection.frames)
                .singleElement()
                .asString()
                .contains("\"id\":1", "\"internal\"", "retryAfter")
                .doesNotContain("test put in");
        assertThat(client.connection.closed).isEmpty();
        assertThat(client.connection.done).hasValue(1);
        assertThat(FaultLog.total()).isGreaterThan(faults);
    }

    @Test
    void a_failure_because_of_the_handshake_alone_is_told_without_an_id() {
        UserFixture client =
                UserFixture.at("lobby", null, credentials -> UserFixture.now(Authentication.unavailable("later")));
        assertThat(client.connection.take())
                .singleElement()
                .asString()
                .doesNotContain("\"id\"")
                .contains("unavailable");
        assertThat(client.connection.done).hasValue(0);
    }

    @Test
    void the_room_of_the_address_is_joined_when_the_session_opens_however_late() {
        UserFixture client = UserFixture.at("lobby", null, credentials -> answer);
        assertThat(client.supervisor.getAllReceived()).isEmpty();
        answer.complete(Authentication.guest());
        client.runAll();
        assertThat(client.supervisor.getAllReceived()).singleElement().satisfies(join -> assertThat(
                        ((ChatSupervisor.JoinRoom) join).room())
                .isEqualTo("lobby"));
    }

    @Test
    void a_client_that_leaves_meanwhile_leaves_nothing_behind() {
        UserFixture client = UserFixture.with(credentials -> answer);
        client.hello("t");
        client.join("lobby");
        client.user.run(new UserActor.Disconnected(null));
        assertThat(client.user.isAlive()).isFalse();
        answer.complete(Authentication.accepted(EVE));
        assertThat(client.connection.frames).isEmpty();
        assertThat(client.supervisor.getAllReceived()).isEmpty();
    }

    @Test
    void a_server_that_stops_closes_a_client_in_whichever_state() {
        for (UserFixture client : List.of(
                UserFixture.with(Extensions.GUESTS),
                UserFixture.at("lobby", null, credentials -> answer),
                UserFixture.open())) {
            client.user.run(new UserActor.Close(CloseCode.RESTART, 7));
            assertThat(client.connection.closed).containsExactly(CloseCode.RESTART);
        }
    }

    @Test
    void mistakes_before_hello_count_and_open_no_session() {
        UserFixture client = UserFixture.with(Extensions.GUESTS);
        for (int i = 0; i < 3; i++) {
            client.user.run(new UserActor.Malformed(new ClientException(ErrorCode.BAD_NAME, "no")));
        }
        assertThat(client.connection.closed).containsExactly(CloseCode.TOO_MANY_ERRORS);
        assertThat(client.connection.frames)
                .allSatisfy(frame -> assertThat(frame).contains("bad_name"));
    }

    @Test
    void a_session_has_one_user() {
        UserFixture client = UserFixture.open();
        client.send(new ClientCommand.Hello(client.id(), "Bob", null, null));
        assertThat(client.connection.take())
                .as("the handshake opened the session")
                .containsExactly("{\"type\":\"ok\",\"id\":1}");
        client.send(new ClientCommand.Hello(client.id(), "Bob", null, null));
        assertThat(client.connection.take()).singleElement().asString().contains("already_identified", "Ann");
    }

    @Test
    void a_guest_that_shows_a_token_too_late_is_told_so() {
        UserFixture client = UserFixture.open();
        client.send(new ClientCommand.Hello(client.id(), null, "t", null));
        assertThat(client.connection.take()).singleElement().asString().contains("already_identified", "Ann");
    }
}
