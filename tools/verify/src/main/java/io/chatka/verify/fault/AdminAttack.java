package io.chatka.verify.fault;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Cheap connections to an admin port: silent ones, requests that never end, and requests whose
 * answers nobody reads. Each {@link #press} opens again what the server has closed. For one thread.
 */
public final class AdminAttack implements AutoCloseable {
    private static final byte[] HALF = "GET /li".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] HEADERS_WITHOUT_END =
            "GET /metrics HTTP/1.1\r\nHost: chatka\r\nX-More: ".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] METRICS =
            "GET /metrics HTTP/1.1\r\nHost: chatka\r\n\r\n".repeat(200).getBytes(StandardCharsets.US_ASCII);
    private static final int SMALLEST = 2_048;

    /** One of its connections: opened, and opened again when the server has closed it. */
    private static final class Nuisance {
        private final byte[] says;
        private final boolean reads;
        private SocketChannel channel;
        private ByteBuffer left;

        /** @param reads whether this client reads the answers; else they pile up at the server */
        Nuisance(byte[] says, boolean reads) {
            this.says = says;
            this.reads = reads;
        }
    }

    private final InetSocketAddress target;
    private final List<Nuisance> all = new ArrayList<>();
    private final ByteBuffer sink = ByteBuffer.allocate(4_096);
    private long opened;
    private final int atOnce;
    private int allowed;

    /**
     * Opens nothing yet.
     *
     * @param idle connections that say nothing
     * @param atOnce opened at each {@link #press} at most: this tests open connections, not the
     *     kernel's backlog
     */
    public AdminAttack(InetSocketAddress target, int idle, int halfRequests, int slowReaders, int atOnce) {
        this.target = target;
        this.atOnce = atOnce;
        add(halfRequests, HALF, true);
        add(halfRequests, HEADERS_WITHOUT_END, true);
        add(slowReaders, METRICS, false);
        add(idle, new byte[0], true);
    }

    private void add(int number, byte[] says, boolean reads) {
        for (int i = 0; i < number; i++) {
            all.add(new Nuisance(says, reads));
        }
    }

    /** Opens some of the closed connections, and goes on with the open ones. */
    public void press() {
        allowed = atOnce;
        Collections.rotate(all, atOnce); // so that everybody has a turn
        all.forEach(this::press);
    }

    private void press(Nuisance nuisance) {
        try {
            if (nuisance.channel == null) {
                if (allowed-- <= 0) {
                    return;
                }
                open(nuisance);
            }
            if (nuisance.channel.isConnected() || nuisance.channel.finishConnect()) {
                nuisance.channel.write(nuisance.left);
                sink.clear();
                if (nuisance.reads && nuisance.channel.read(sink) < 0) {
                    close(nuisance);
                }
            }
        } catch (IOException refused) {
            close(nuisance);
        }
    }

    private void open(Nuisance nuisance) throws IOException {
        nuisance.channel = SocketChannel.open();
        nuisance.channel.configureBlocking(false);
        nuisance.channel.setOption(StandardSocketOptions.SO_RCVBUF, SMALLEST);
        nuisance.left = ByteBuffer.wrap(nuisance.says);
        nuisance.channel.connect(target);
        opened++;
    }

    private static void close(Nuisance nuisance) {
        try {
            if (nuisance.channel != null) {
                nuisance.channel.close();
            }
        } catch (IOException gone) {
            // it is closed, as intended
        }
        nuisance.channel = null;
    }

    /** How often a connection was opened so far. */
    public long opened() {
        return opened;
    }

    @Override
    public void close() {
        all.forEach(AdminAttack::close);
    }
}
