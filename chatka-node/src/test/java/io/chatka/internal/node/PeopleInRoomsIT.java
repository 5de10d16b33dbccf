package io.chatka.internal.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.chatka.Chatka;
import io.chatka.ChatkaNode;
import io.chatka.api.Authentication;
import io.chatka.api.Authenticator;
import io.chatka.api.User;
import io.chatka.internal.redis.RealRedis;
import io.chatka.testing.ChatClient;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Two nodes on one Redis: users with connections to both. A token is the id and the name of its user. */
class PeopleInRoomsIT {
    private final RealRedis redis = RealRedis.start();
    private final ChatkaNode first = node();
    private final ChatkaNode second = node();
    private final List<ChatClient> clients = new ArrayList<>();
    private int said;

    @AfterEach
    void close() {
        clients.forEach(ChatClient::close);
        first.close();
        second.close();
        redis.close();
    }

    @Test
    void a_user_counts_once_over_two_nodes_and_is_named_with_the_first_and_the_last_of_its_connections()
            throws Exception {
        ChatClient watcher = join(first, "watcher");
        ChatClient ann = join(first, "ann");
        assertThat(people(watcher)).isEqualTo("2 2 +ann");
        ChatClient phone = join(second, "ann");
        assertThat(people(watcher)).isEqualTo("3 2");
        ann.close();
        assertThat(people(watcher)).isEqualTo("2 2");
        phone.close();
        assertThat(people(watcher)).isEqualTo("1 1 -ann");
    }

    @Test
    void the_list_of_members_has_the_users_of_both_nodes_with_all_their_connections() throws Exception {
        ChatClient bob = join(first, "bob");
        join(first, "ann");
        join(second, "ann");
        join(second, "eve");
        await().until(() -> members(bob, "").equals("ann 2, bob 1, eve 1"));
        assertThat(members(bob, "\"limit\":2,")).isEqualTo("ann 2, bob 1, next bob");
        assertThat(members(bob, "\"limit\":2,\"after\":\"bob\",")).isEqualTo("eve 1");
    }

    @Test
    void who_types_is_told_to_the_others_on_both_nodes() throws Exception {
        ChatClient ann = join(first, "ann");
        ChatClient bob = join(first, "bob");
        ChatClient eve = join(second, "eve");
        await().until(() -> members(ann, "").equals("ann 1, bob 1, eve 1"));
        ann.send("{\"type\":\"typing\",\"room\":\"lobby\"}");
        for (ChatClient other : List.of(bob, eve)) {
            assertThat(other.next("typing").path("from").path("id").asText()).isEqualTo("ann");
        }
    }

    @Test
    void a_guest_with_the_name_of_a_user_on_the_other_node_is_marked_and_the_user_never_is() throws Exception {
        ChatClient guest = guest(second, "ann");
        ChatClient other = guest(second, "eve");
        ChatClient ann = join(first, "ann");
        ChatClient phone = join(second, "ann");
        await().until(() -> isMarked(guest));
        assertThat(isMarked(ann)).isFalse();
        assertThat(isMarked(phone)).isFalse();
        assertThat(isMarked(other)).isFalse();
        assertThat(isMarked(guest(first, "eve"))).isFalse();
    }

    private ChatClient guest(ChatkaNode node, String name) throws Exception {
        ChatClient client = ChatClient.connect(URI.create("ws://127.0.0.1:" + node.port() + "/ws/lobby?name=" + name));
        clients.add(client);
        client.next("joined");
        return client;
    }

    /** Says something, and sees what everybody sees. */
    private boolean isMarked(ChatClient client) throws InterruptedException {
        String text = "message " + ++said;
        client.send("{\"type\":\"say\",\"room\":\"lobby\",\"text\":\"" + text + "\"}");
        return client.next(frame -> frame.path("text").asText().equals(text))
                .path("from")
                .has("lookalike");
    }

    private ChatkaNode node() {
        Authenticator byToken = credentials -> CompletableFuture.completedFuture(
                credentials.token() == null
                        ? Authentication.guest()
                        : Authentication.accepted(new User(credentials.token(), credentials.token(), "member")));
        return Chatka.node()
                .port(0)
                .set("chatka.redis.url", redis.uri())
                .set("chatka.limits.rate", "off")
                .authenticator(byToken)
                .start();
    }

    private ChatClient join(ChatkaNode node, String user) throws Exception {
        ChatClient client = ChatClient.connect(URI.create("ws://127.0.0.1:" + node.port() + "/ws"));
        clients.add(client);
        client.ask("{\"type\":\"hello\",\"id\":1,\"token\":\"" + user + "\"}");
        client.ask("{\"type\":\"join\",\"id\":2,\"room\":\"lobby\"}");
        return client;
    }

    /** Connections, users, and who joined and left, by the next event of presence. */
    private static String people(ChatClient client) throws InterruptedException {
        JsonNode event = client.next("presence");
        StringBuilder people = new StringBuilder(event.path("members") + " " + event.path("users"));
        event.path("joined")
                .forEach(user -> people.append(" +").append(user.path("id").asText()));
        event.path("left")
                .forEach(user -> people.append(" -").append(user.path("id").asText()));
        return people.toString();
    }

    private static String members(ChatClient client, String fields) throws InterruptedException {
        JsonNode answer = client.ask("{\"type\":\"members\"," + fields + "\"room\":\"lobby\",\"id\":3}");
        List<String> members = new ArrayList<>();
        answer.path("members")
                .forEach(listed -> members.add(listed.path("id").asText() + " " + listed.path("connections")));
        if (answer.has("next")) {
            members.add("next " + answer.path("next").asText());
        }
        return String.join(", ", members);
    }
}
