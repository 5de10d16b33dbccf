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
 * Users who join and then read nothing, like a telephone that lost its network: the server has to
 * keep or drop their messages. They are not part of the {@link Crowd}, and nobody counts what they
 * get; the run measures what the others notice. Blocks.
 */
final class StoppedReaders implements AutoCloseable {
    /** Small, so that the server and not this machine's kernel has to keep the unread bytes. */
    private static final int RECEIVE_BUFFER = 4 * 1024;

    private static final int PATIENCE_MILLIS = 10_000;

    private final Crowd crowd;
    private final List<Socket> sockets = new ArrayList<>();

    StoppedReaders(Crowd crowd) {
        this.crowd = crowd;
    }

    /**
     * Connects them, dealt over the rooms like the others.
     *
     * @throws CannotRun if the server refuses one: the run could then not show their effect
     */
    void connect() {
        Plan plan = crowd.plan();
        for (int i = 0; i < plan.people().stoppedReaders(); i++) {
            try {
                join(crowd.roomName(i % plan.people().rooms()));
            } catch (IOException | RuntimeException refused) {
                throw new CannotRun("only " + i + " of " + plan.people().stoppedReaders()
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

    /** Ends the connection without a close frame. */
    @Override
    public void close() {
        for (Socket socket : sockets) {
            try {
                socket.close();
            } catch (IOException gone) {
                // It is closed, as intended.
            }
        }
    }
}
