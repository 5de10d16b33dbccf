package io.chatka.internal.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chatka.internal.redis.RealRedis;
import io.chatka.testing.Catalogued;
import io.chatka.testing.ChatClient;
import io.chatka.testing.TestServer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Two nodes on one Redis: who looks like whom does not depend on where they are. */
class LookalikesIT {
    private static final String ANN = "lobby?name=Ann";
    private static final String FAKE = "lobby?name=%D0%90nn";
    private static final String FAKE_TOO = "lobby?name=%CE%91nn";

    private final RealRedis redis = RealRedis.start();
    private final TestServer first = TestServer.start("redis.url", redis.uri());
    private final TestServer second = TestServer.start("redis.url", redis.uri());
    private final List<ChatClient> clients = new ArrayList<>();
    private final AtomicInteger said = new AtomicInteger();

    @AfterEach
    void close() {
        clients.forEach(ChatClient::close);
        first.close();
        second.close();
        redis.close();
    }

    @Test
    void ones_own_ghost_and_second_tab_are_no_impostors_on_any_node() throws Exception {
        ChatClient ghost = join(first, ANN);
        ChatClient tab = join(first, ANN);
        ChatClient elsewhere = join(second, ANN);
        ChatClient fake = join(second, FAKE);
        await().until(() -> isMarked(fake));
        assertThat(isMarked(ghost)).isFalse();
        assertThat(isMarked(tab)).isFalse();
        assertThat(isMarked(elsewhere)).isFalse();
    }

    @Test
    @Catalogued(68)
    void the_impostor_is_marked_on_the_other_node_as_long_as_the_original_is_there() throws Exception {
        ChatClient ann = join(first, ANN);
        ChatClient fake = join(second, FAKE);
        await().until(() -> isMarked(fake));
        ChatClient third = join(first, FAKE_TOO);
        await().until(() -> isMarked(third));
        assertThat(isMarked(ann)).isFalse();
        ann.close();
        // The nodes may number the two either way, if the second came before the first one's name was told.
        await().until(() -> isMarked(fake) != isMarked(third));
        ChatClient back = join(first, ANN);
        assertThat(isMarked(back)).isTrue();
        await().until(() -> isMarked(fake) != isMarked(third));
    }

    @Test
    @Catalogued(68)
    void an_imitation_of_a_guest_is_marked_at_once() throws Exception {
        ChatClient guest = ChatClient.connect(first.uri("/ws/lobby"));
        clients.add(guest);
        String name = guest.next("welcome").path("user").path("name").asText();
        guest.next("joined");
        ChatClient fake = join(second, "lobby?name=" + name.replace("e", "%D0%B5"));
        assertThat(isMarked(fake)).isTrue();
        assertThat(isMarked(guest)).isFalse();
    }

    private ChatClient join(TestServer server, String path) throws InterruptedException {
        ChatClient client = ChatClient.joined(server, path);
        clients.add(client);
        return client;
    }

    /** Says something, and sees what everybody sees. */
    private boolean isMarked(ChatClient client) throws InterruptedException {
        String text = "message " + said.incrementAndGet();
        client.send("{\"type\":\"say\",\"text\":\"" + text + "\"}");
        return client.next(frame -> frame.path("text").asText().equals(text))
                .path("from")
                .has("lookalike");
    }
}
