package io.chatka.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chatka.internal.protocol.CloseCode;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

/** Tests with misbehaving clients beside a well-behaved one, which must notice nothing. */
public abstract class BesideControl {
    public static TestServer server;
    private static ControlClient control;
    private static int rooms;

    @BeforeAll
    public static void start() throws InterruptedException {
        server = TestServer.start();
        control = new ControlClient(server);
    }

    @AfterAll
    public static void stop() {
        control.close();
        server.close();
    }

    @BeforeEach
    public void control_chats_before() throws InterruptedException {
        control.chat();
    }

    @AfterEach
    public void control_chats_after() throws InterruptedException {
        control.chat();
        // The misbehaving clients are gone, and hold no connection.
        await().pollInterval(Duration.ofMillis(5)).until(() -> server.connections() == 1);
    }

    /** A room that no case before has been in. */
    public static String newRoom() {
        return "arena-" + ++rooms;
    }

    /** A hand-made client in a room of its own, with {@code welcome} and {@code joined} read. */
    public static RawWebSocket inNewRoom() throws Exception {
        RawWebSocket web = RawWebSocket.open(server.port(), "/ws/" + newRoom());
        web.read("welcome");
        web.read("joined");
        return web;
    }

    /** Reads up to the close frame, which has to have this number and this text. */
    public static void assertClosedAs(CloseCode code, RawWebSocket web) throws Exception {
        RawWebSocket.Frame close = web.closeFrame();
        assertThat(close).as("a close frame").isNotNull();
        assertThat(close.closeCode() + " " + close.closeText()).isEqualTo(code.number() + " " + code.text());
    }

    /** Checks that the socket has survived, and that nothing unread has arrived. */
    public static void assertAlive(RawWebSocket web) throws Exception {
        web.text("{\"type\":\"ping\",\"id\":\"alive\"}");
        assertThat(web.read().json().toString()).isEqualTo("{\"type\":\"pong\",\"id\":\"alive\"}");
    }
}
