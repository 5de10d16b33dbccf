package io.chatka.bench;

import io.chatka.tools.CannotRun;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLSocketFactory;

/**
 * Users who join and from then on read nothing, like a telephone that lost its network: what the server has for them stays with
 * it. They come on top of the {@link Crowd}, and nobody counts what they get; what counts is what the others notice.
 * Blocks.
 */
final class StoppedReaders implements AutoCloseable {
    /** Little, so that the server and not this machine's kernel has to keep what is not read. */
    private static final int RECEIVE_BUFFER = 4 * 1024;

    private static final int PATIENCE_MILLIS = 10_000;

    private final Crowd crowd;
    private final List<Socket> sockets = new ArrayList<>();

    StoppedReaders(Crowd crowd) {
        this.crowd = crowd;
    }

    /**
     * Brings them in, dealt over the rooms like the others.
     *
     * @throws CannotRun if the server does not let one in: then the run would not show what it was asked to
     */
    void connect() {
        Plan plan = crowd.plan();
        for (int i = 0; i < plan.stoppedReaders(); i++) {
            try {
                join(crowd.roomName(i % plan.rooms()));
            } catch (IOException | RuntimeException refused) {
                throw new CannotRun("only " + i + " of " + plan.stoppedReaders()
                        + " users of --stopped-readers got in: " + refused.getMessage());
            }
        }
    }

    private void join(String room) throws IOException {
        Target target = crowd.plan().target();
        Socket plain = new Socket();
        sockets.add(plain);
        plain.setReceiveBufferSize(RECEIVE_BUFFER);
        plain.setSoTimeout(PATIENCE_MILLIS);
        plain.connect(target.address(), PATIENCE_MILLIS);
        Socket socket = plain;
        if (target.tls()) {
            SSLSocketFactory factory = (SSLSocketFactory) SSLSocketFactory.getDefault();
            socket = factory.createSocket(plain, target.host(), target.address().getPort(), true);
        }
        Handshake handshake = new Handshake();
        socket.getOutputStream().write(ByteBufUtil.getBytes(handshake.request(target, room)));
        InputStream in = socket.getInputStream();
        boolean open = false;
        while (!open) {
            int next = in.read();
            if (next < 0) {
                throw new EOFException("the server closed the connection");
            }
            open = handshake.read(Unpooled.buffer(1).writeByte(next));
        }
    }

    /** Gone, without a goodbye. */
    @Override
    public void close() {
        for (Socket socket : sockets) {
            try {
                socket.close();
            } catch (IOException gone) {
                // Is what was wanted.
            }
        }
    }
}
