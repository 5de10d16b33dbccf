package io.chatka.verify.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A link that is spoiled, between two sockets. */
class ProxyIT {
    private static final int PATIENCE_MILLIS = 60_000;

    private final List<AutoCloseable> opened = new ArrayList<>();
    private ServerSocket server;
    private Proxy proxy;
    private Socket near;
    private Socket far;

    @BeforeEach
    void connect() throws IOException {
        server = opened(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()));
        server.setSoTimeout(PATIENCE_MILLIS);
        proxy = opened(Proxy.to(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.getLocalPort())));
        near = dial();
        far = opened(server.accept());
        far.setSoTimeout(PATIENCE_MILLIS);
        near.getOutputStream().write(1);
        assertThat(far.getInputStream().read()).isEqualTo(1);
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable one : opened) {
            one.close();
        }
    }

    private Socket dial() throws IOException {
        Socket socket = opened(new Socket());
        socket.connect(proxy.address());
        socket.setSoTimeout(PATIENCE_MILLIS);
        return socket;
    }

    /** The proxy has looked at its sockets, and passed on what it wanted to of all that was sent before. */
    private void awaitTurn() {
        // Its thread answers questions between two looks at the sockets.
        for (int i = 0; i < 20; i++) {
            proxy.halfOpenConnections();
        }
    }

    private <T extends AutoCloseable> T opened(T one) {
        opened.add(0, one);
        return one;
    }

    @Test
    void what_is_held_back_comes_when_the_link_is_healed_and_in_both_directions() throws IOException {
        proxy.hold(true);
        near.getOutputStream().write(new byte[] {2, 3});
        far.getOutputStream().write(4);
        awaitTurn();
        assertThat(far.getInputStream().available()).isZero();
        assertThat(near.getInputStream().available()).isZero();
        proxy.hold(false);
        assertThat(far.getInputStream().readNBytes(2)).containsExactly(2, 3);
        assertThat(near.getInputStream().read()).isEqualTo(4);
    }

    @Test
    void what_is_late_is_never_overtaken_also_not_when_the_delay_ends() throws IOException {
        proxy.delay(300);
        near.getOutputStream().write(2);
        proxy.delay(100);
        near.getOutputStream().write(3);
        proxy.delay(0);
        near.getOutputStream().write(4);
        near.shutdownOutput();
        assertThat(far.getInputStream().readAllBytes()).containsExactly(2, 3, 4);
    }

    @Test
    void cut_ends_both_sides_in_good_order() throws IOException {
        proxy.cut();
        assertThat(near.getInputStream().read()).isEqualTo(-1);
        assertThat(far.getInputStream().read()).isEqualTo(-1);
    }

    @Test
    void reset_resets_both_sides() {
        proxy.reset();
        assertThatThrownBy(() -> near.getInputStream().read()).hasMessageContaining("reset");
        assertThatThrownBy(() -> far.getInputStream().read()).hasMessageContaining("reset");
    }

    @Test
    void refused_are_new_connections_and_the_old_ones_stay() throws IOException {
        proxy.refuse(true);
        InputStream refused = dial().getInputStream();
        assertThatThrownBy(() -> {
                    if (refused.read() < 0) {
                        throw new IOException("closed");
                    }
                })
                .isInstanceOf(IOException.class);
        near.getOutputStream().write(2);
        assertThat(far.getInputStream().read()).isEqualTo(2);
        proxy.refuse(false);
        dial().getOutputStream().write(3);
        assertThat(opened(server.accept()).getInputStream().read()).isEqualTo(3);
    }

    @Test
    void half_open_resets_the_near_side_and_the_far_side_hears_nothing_until_it_closes() throws IOException {
        proxy.halfOpen();
        assertThatThrownBy(() -> near.getInputStream().read()).hasMessageContaining("reset");
        far.getOutputStream().write(new byte[100_000]);
        awaitTurn();
        assertThat(far.getInputStream().available()).isZero();
        assertThat(proxy.halfOpenConnections()).isEqualTo(1);
        far.close();
        await().atMost(Duration.ofMinutes(1))
                .untilAsserted(() -> assertThat(proxy.halfOpenConnections()).isZero());
    }

    @Test
    void half_open_can_be_ended() {
        proxy.halfOpen();
        proxy.dropHalfOpen();
        assertThatThrownBy(() -> far.getInputStream().read()).hasMessageContaining("reset");
        assertThat(proxy.halfOpenConnections()).isZero();
    }

    @Test
    void an_end_comes_after_everything_that_came_before_it() throws IOException {
        byte[] much = new byte[3_000_000];
        Thread writer = new Thread(() -> {
            try {
                far.getOutputStream().write(much);
                far.close();
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        });
        writer.start();
        assertThat(near.getInputStream().readAllBytes()).hasSize(much.length);
    }
}
