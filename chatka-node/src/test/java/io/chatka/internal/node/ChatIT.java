package io.chatka.internal.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.chatka.testing.Catalogued;
import io.chatka.testing.ChatClient;
import io.chatka.testing.TestServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** People chatting on one node, on the embedded broker. */
class ChatIT {
    private static TestServer server;

    @BeforeAll
    static void start() {
        server = TestServer.start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void two_clients_in_a_room_see_each_others_messages_in_one_order() throws Exception {
        try (ChatClient ann = ChatClient.joined(server, "order");
                ChatClient bob = ChatClient.joined(server, "order")) {
            ann.send("{\"type\":\"say\",\"text\":\"one\"}");
            JsonNode first = bob.next("message");
            bob.send("{\"type\":\"say\",\"text\":\"two\"}");
            assertThat(first.path("text").asText()).isEqualTo("one");
            assertThat(first.path("seq").asLong()).isEqualTo(1);
            assertThat(ann.next("message")).isEqualTo(first);
            JsonNode second = ann.next("message");
            assertThat(second.path("seq").asLong()).isEqualTo(2);
            assertThat(bob.next("message")).isEqualTo(second);
        }
    }

    @Test
    void a_say_that_follows_the_handshake_at_once_waits_for_the_join() throws Exception {
        try (ChatClient ann = ChatClient.connect(server.uri("/ws/eager"))) {
            ann.send("{\"type\":\"say\",\"id\":1,\"text\":\"hi\"}");
            assertThat(ann.next().path("type").asText()).isEqualTo("welcome");
            assertThat(ann.next().path("type").asText()).isEqualTo("joined");
            assertThat(ann.next("ok").path("seq").asLong()).isEqualTo(1);
        }
    }

    @Test
    void after_the_ok_of_a_leave_nothing_more_comes_from_the_room() throws Exception {
        try (ChatClient ann = ChatClient.joined(server, "leaving");
                ChatClient bob = ChatClient.joined(server, "leaving")) {
            ann.send("{\"type\":\"leave\",\"id\":1}");
            ann.next("ok");
            bob.send("{\"type\":\"say\",\"text\":\"still there?\"}");
            bob.next("message");
            ann.send("{\"type\":\"ping\",\"id\":2}");
            assertThat(ann.next().path("type").asText()).isEqualTo("pong");
        }
    }

    @Test
    void a_room_remembers_its_order_when_it_was_empty_for_a_while() throws Exception {
        JsonNode before;
        try (ChatClient ann = ChatClient.joined(server, "memory")) {
            before = ann.ask("{\"type\":\"say\",\"id\":1,\"text\":\"one\"}");
        }
        try (ChatClient bob = ChatClient.connect(server.uri("/ws/memory"))) {
            assertThat(bob.next("joined").path("seq").asLong())
                    .isEqualTo(before.path("seq").asLong());
        }
    }

    @Catalogued(68)
    @Test
    void a_lookalike_of_somebody_who_is_there_is_marked() throws Exception {
        // Who is there first is the original; the second letter of the other one is Cyrillic.
        try (ChatClient original = ChatClient.joined(server, "names?name=paypal");
                ChatClient lookalike = ChatClient.joined(server, "names?name=p%D0%B0ypal")) {
            original.send("{\"type\":\"say\",\"text\":\"hi\"}");
            assertThat(lookalike.next("message").path("from").has("lookalike")).isFalse();
            lookalike.send("{\"type\":\"say\",\"text\":\"hi\"}");
            assertThat(original.next(f -> f.path("seq").asLong() == 2)
                            .path("from")
                            .path("lookalike")
                            .asBoolean())
                    .isTrue();
        }
    }
}
