package io.chatka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chatka.api.Authentication;
import io.chatka.api.Authenticator;
import io.chatka.api.Credentials;
import io.chatka.api.Interception;
import io.chatka.api.MessageInterceptor;
import io.chatka.api.Policy;
import io.chatka.api.User;
import io.chatka.testing.ChatClient;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** An application's rules over real sockets. */
class ExtensionsIT {

    @Test
    void a_client_is_who_the_application_says_and_its_commands_wait_for_that() throws Exception {
        CompletableFuture<Authentication> answer = new CompletableFuture<>();
        CompletableFuture<Credentials> shown = new CompletableFuture<>();
        try (ChatkaNode node = node().authenticator(credentials -> {
                            shown.complete(credentials);
                            return answer;
                        })
                        .start();
                ChatClient client = connect(node, "/ws")) {
            client.send("{\"type\":\"hello\",\"id\":1,\"name\":\"Ann\",\"token\":\"t\"}");
            client.send("{\"type\":\"join\",\"id\":2,\"room\":\"lobby\"}");
            client.send("{\"type\":\"say\",\"id\":3,\"room\":\"lobby\",\"text\":\"hi\"}");
            assertThat(shown.join().token()).isEqualTo("t");
            assertThat(shown.join().address().isLoopbackAddress()).isTrue();
            answer.complete(Authentication.accepted(new User("u7", "Ann Lee", "member")));
            assertThat(client.next("welcome").at("/user/id").asText()).isEqualTo("u7");
            assertThat(client.next("message").at("/from/name").asText()).isEqualTo("Ann Lee");
        }
    }

    @Test
    void more_commands_than_may_wait_are_read_when_the_answer_has_come() throws Exception {
        CompletableFuture<Authentication> answer = new CompletableFuture<>();
        try (ChatkaNode node = node().set("chatka.limits.commands", 8)
                        .authenticator(credentials -> answer)
                        .start();
                ChatClient client = connect(node, "/ws")) {
            for (int i = 1; i <= 200; i++) {
                client.send("{\"type\":\"ping\",\"id\":" + i + "}");
            }
            answer.complete(Authentication.guest());
            client.next("welcome");
            for (int i = 1; i <= 200; i++) {
                assertThat(client.next("pong").path("id").asInt()).isEqualTo(i);
            }
        }
    }

    @Test
    void a_refused_client_learns_why_and_whether_to_reconnect() throws Exception {
        try (ChatkaNode node = node().authenticator(credentials -> CompletableFuture.completedStage(
                        "old".equals(credentials.token())
                                ? Authentication.expired()
                                : Authentication.unauthorized("no guests here")))
                .start()) {
            ChatClient guest = connect(node, "/ws");
            guest.send("{\"type\":\"join\",\"room\":\"lobby\"}");
            assertThat(guest.next("error").path("message").asText()).isEqualTo("no guests here");
            assertThat(guest.next("bye").path("reconnect").asBoolean(true)).isFalse();
            assertThat(guest.closeCode()).isEqualTo(4005);

            ChatClient late = connect(node, "/ws");
            assertThat(late.ask("{\"type\":\"hello\",\"id\":1,\"token\":\"old\"}")
                            .path("code")
                            .asText())
                    .isEqualTo("unauthorized");
            assertThat(late.next("bye").path("reconnect").isNumber()).isTrue();
            assertThat(late.closeCode()).isEqualTo(4004);
        }
    }

    @Test
    void an_authenticator_that_never_answers_costs_a_retry_and_nobody_else_anything() throws Exception {
        Authenticator never = new Authenticator() {
            @Override
            public CompletionStage<Authentication> authenticate(Credentials credentials) {
                return credentials.token() == null
                        ? CompletableFuture.completedStage(Authentication.guest())
                        : new CompletableFuture<>();
            }

            @Override
            public Duration timeLimit() {
                return Duration.ofMillis(50);
            }
        };
        try (ChatkaNode node = node().authenticator(never).start();
                ChatClient client = connect(node, "/ws");
                ChatClient guest = connect(node, "/ws/lobby")) {
            var refused = client.ask("{\"type\":\"hello\",\"id\":1,\"token\":\"t\"}");
            assertThat(refused.path("code").asText()).isEqualTo("unavailable");
            assertThat(refused.path("retryAfter").asLong()).isPositive();
            guest.next("joined");
            assertThat(client.ask("{\"type\":\"hello\",\"id\":2}").path("type").asText())
                    .isEqualTo("ok");
        }
    }

    @Test
    void nobody_can_make_the_message_of_another_user_count_as_sent() throws Exception {
        Authenticator byToken = credentials -> CompletableFuture.completedFuture(
                Authentication.accepted(new User(credentials.token(), credentials.token(), "member")));
        try (ChatkaNode node = node().authenticator(byToken).start();
                ChatClient ann = connect(node, "/ws");
                ChatClient annsPhone = connect(node, "/ws");
                ChatClient bob = connect(node, "/ws")) {
            enter(ann, "ann");
            enter(annsPhone, "ann");
            enter(bob, "bob");
            String say = "{\"type\":\"say\",\"id\":3,\"room\":\"lobby\",\"text\":\"hi\",\"key\":\"k\"}";
            assertThat(bob.ask(say).path("seq").asLong()).isEqualTo(1);
            assertThat(ann.ask(say).path("seq").asLong()).isEqualTo(2);
            assertThat(annsPhone.ask(say).path("duplicate").asBoolean()).isTrue();
            assertThat(bob.ask(say).path("seq").asLong()).isEqualTo(1);
        }
    }

    @Test
    void a_user_may_have_a_number_of_connections_and_another_one_when_one_is_closed() throws Exception {
        Authenticator byToken = credentials -> CompletableFuture.completedFuture(
                Authentication.accepted(new User(credentials.token(), "Ann", "member")));
        try (ChatkaNode node = node().set("chatka.limits.connections-per-user", "2")
                        .authenticator(byToken)
                        .start();
                ChatClient second = connect(node, "/ws");
                ChatClient third = connect(node, "/ws")) {
            ChatClient first = connect(node, "/ws");
            enter(first, "ann");
            enter(second, "ann");
            assertThat(hello(third, "ann")).isEqualTo("unavailable");
            assertThat(hello(third, "bob")).isEmpty();
            first.close();
            try (ChatClient fourth = connect(node, "/ws")) {
                await().until(() -> hello(fourth, "ann").isEmpty());
            }
        }
    }

    /** Returns the error's code; empty if the session is open. */
    private static String hello(ChatClient client, String token) throws InterruptedException {
        return client.ask("{\"type\":\"hello\",\"id\":1,\"token\":\"" + token + "\"}")
                .path("code")
                .asText();
    }

    private static void enter(ChatClient client, String token) throws Exception {
        client.ask("{\"type\":\"hello\",\"id\":1,\"token\":\"" + token + "\"}");
        client.ask("{\"type\":\"join\",\"id\":2,\"room\":\"lobby\"}");
    }

    @Test
    void what_a_user_may_do_and_say_is_the_applications() throws Exception {
        Policy policy = (user, action, room) ->
                room.equals("vault") ? Policy.Decision.forbidden("the key to the vault") : Policy.Decision.allowed();
        MessageInterceptor interceptor =
                draft -> CompletableFuture.supplyAsync(() -> draft.text().equals("spam")
                        ? Interception.deny("no advertisements")
                        : Interception.replace(draft.text().toUpperCase(java.util.Locale.ROOT), draft.data()));
        try (ChatkaNode node = node().policy(policy).interceptor(interceptor).start();
                ChatClient client = connect(node, "/ws/lobby")) {
            client.next("joined");
            var forbidden = client.ask("{\"type\":\"join\",\"id\":1,\"room\":\"vault\"}");
            assertThat(forbidden.path("code").asText()).isEqualTo("forbidden");
            assertThat(forbidden.path("message").asText()).isEqualTo("the key to the vault");
            assertThat(client.ask("{\"type\":\"say\",\"id\":2,\"text\":\"spam\"}")
                            .path("code")
                            .asText())
                    .isEqualTo("filtered");
            for (int i = 0; i < 100; i++) {
                client.send("{\"type\":\"say\",\"text\":\"a" + i + "\"}");
            }
            for (int i = 0; i < 100; i++) {
                assertThat(client.next("message").path("text").asText()).isEqualTo("A" + i);
            }
        }
    }

    @Test
    void what_happened_is_told_in_order() throws Exception {
        RecordingObserver observer = new RecordingObserver();
        try (ChatkaNode node = node().observer(observer).start()) {
            ChatClient ann = connect(node, "/ws/lobby?name=Ann");
            ann.next("joined");
            ann.ask("{\"type\":\"say\",\"id\":1,\"key\":\"k\",\"text\":\"hi\"}");
            ann.ask("{\"type\":\"say\",\"id\":2,\"key\":\"k\",\"text\":\"hi\"}");
            ann.close();
            await().until(() -> observer.told.contains("disconnected Ann normal"));

            ChatClient bob = connect(node, "/ws/lobby?name=Bob");
            bob.next("joined");
            bob.socket().getSocket().setSoLinger(true, 0);
            bob.socket().getSocket().close();
            await().until(() -> observer.told.contains("disconnected Bob lost"));
        }
        assertThat(observer.told)
                .containsExactly(
                        "connected Ann",
                        "occupied lobby",
                        "joined lobby",
                        "said 1 hi",
                        "left lobby",
                        "disconnected Ann normal",
                        "connected Bob",
                        "joined lobby",
                        "left lobby",
                        "disconnected Bob lost",
                        "vacated lobby");
    }

    private static NodeBuilder node() {
        return Chatka.node().port(0).set("chatka.limits.rate", "off");
    }

    private static ChatClient connect(ChatkaNode node, String path) throws InterruptedException {
        return ChatClient.connect(URI.create("ws://127.0.0.1:" + node.port() + path));
    }
}
