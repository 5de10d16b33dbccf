package io.chatka.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.typesafe.config.Config;
import io.chatka.internal.node.Configuration;
import io.chatka.testing.TestServer;
import java.io.EOFException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class WarmUpIT {
    private static final Duration LONG_ENOUGH = Duration.ofSeconds(3);

    @Test
    void warm_up_chats_and_leaves_no_thread_behind() {
        Set<Thread> before = threads();
        chats(settings(Map.of()));
        await().untilAsserted(() -> {
            Set<Thread> left = threads();
            left.removeAll(before);
            assertThat(left).extracting(Thread::getName).noneMatch(name -> name.startsWith("chatka"));
        });
    }

    @Test
    void warm_up_does_not_depend_on_the_real_servers_limits() {
        Config strict = settings(Map.of(
                "chatka.limits.connections", 1,
                "chatka.limits.text", 1,
                "chatka.limits.handshakes-per-second", 1,
                "chatka.redis.url", "redis://127.0.0.1:1"));
        chats(strict);
    }

    @Test
    void no_time_is_no_warm_up() {
        assertThat(WarmUp.run(settings(Map.of()), Duration.ZERO)).isZero();
    }

    @Test
    void a_client_notices_that_the_server_has_closed() throws Exception {
        try (TestServer server = TestServer.start()) {
            // Its timeout is short, and a busy machine may exceed it.
            await().ignoreException(SocketTimeoutException.class).untilAsserted(() -> {
                try (WarmUpClient client = new WarmUpClient(server.port(), "/ws/lobby")) {
                    client.await("\"joined\"", 1);
                    client.sendClose();
                    assertThatThrownBy(() -> client.await("\"message\"", 1)).isInstanceOf(EOFException.class);
                }
            });
        }
    }

    /** A warm-up ends early where the machine is too slow for it, as it should; one of several is not. */
    private static void chats(Config settings) {
        await().until(() -> WarmUp.run(settings, LONG_ENOUGH) > 1);
    }

    private static Config settings(Map<String, ?> overrides) {
        return Configuration.load(null, overrides, Map.of());
    }

    private static Set<Thread> threads() {
        return new HashSet<>(Thread.getAllStackTraces().keySet());
    }
}
