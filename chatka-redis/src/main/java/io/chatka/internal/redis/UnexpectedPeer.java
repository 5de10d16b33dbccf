package io.chatka.internal.redis;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/** Finds out what answers in place of a Redis. Blocks for a few seconds at most. */
final class UnexpectedPeer {
    private static final int PATIENCE_MILLIS = 1_000;
    private static final int ENOUGH = 16;

    /** A TLS record begins with its type (21 for an alert, 22 for a handshake) and then 3 for the version. */
    private static final int TLS_ALERT = 21;

    private static final int TLS_VERSION = 3;

    static final Fault HTTP = new Fault("an HTTP server answers there", "check host and port");
    static final Fault PLAIN =
            new Fault("a Redis answers there, but without TLS", "use redis:// in the URL, or its port for TLS");
    static final Fault TLS = new Fault("it speaks TLS there", "use rediss:// in the URL, or its port without TLS");

    private UnexpectedPeer() {}

    /**
     * What answers there, if it explains why there is no Redis.
     *
     * @param tls whether the node spoke TLS to it
     */
    static Optional<Fault> at(InetSocketAddress address, boolean tls) {
        byte[] answer;
        try {
            answer = toPing(address);
        } catch (IOException gone) {
            return Optional.empty();
        }
        String text = new String(answer, StandardCharsets.ISO_8859_1);
        if (text.startsWith("HTTP/") || text.startsWith("<")) {
            return Optional.of(HTTP);
        }
        if (tls) {
            return text.startsWith("+PONG") || text.startsWith("-") ? Optional.of(PLAIN) : Optional.empty();
        }
        boolean alert = answer.length > 1 && answer[0] == TLS_ALERT && answer[1] == TLS_VERSION;
        return alert || answer.length == 0 && speaksTls(address) ? Optional.of(TLS) : Optional.empty();
    }

    /** The first bytes of the answer; none if the peer closes the connection or stays silent. */
    private static byte[] toPing(InetSocketAddress address) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(address, PATIENCE_MILLIS);
            socket.setSoTimeout(PATIENCE_MILLIS);
            socket.getOutputStream().write("PING\r\n".getBytes(StandardCharsets.US_ASCII));
            return firstBytes(socket);
        }
    }

    private static byte[] firstBytes(Socket socket) throws IOException {
        byte[] first = new byte[ENOUGH];
        try {
            int length = socket.getInputStream().read(first);
            return Arrays.copyOf(first, Math.max(0, length));
        } catch (SocketTimeoutException | SocketException silent) {
            return new byte[0];
        }
    }

    /** Whether the peer answers a handshake, however that ends. */
    private static boolean speaksTls(InetSocketAddress address) {
        try (Socket socket = new Socket()) {
            socket.connect(address, PATIENCE_MILLIS);
            socket.setSoTimeout(PATIENCE_MILLIS);
            SSLSocketFactory factory = (SSLSocketFactory) SSLSocketFactory.getDefault();
            try (SSLSocket asking =
                    (SSLSocket) factory.createSocket(socket, address.getHostString(), address.getPort(), true)) {
                asking.startHandshake();
                return true;
            }
        } catch (SSLException refused) {
            return answeredByTls(refused);
        } catch (IOException other) {
            return false;
        }
    }

    /** An untrusted certificate or an alert is an answer; silence and other bytes are none. */
    private static boolean answeredByTls(SSLException refused) {
        String message = String.valueOf(refused.getMessage());
        return !(refused.getCause() instanceof SocketTimeoutException)
                && !message.contains("Unsupported or unrecognized SSL message")
                && !message.contains("terminated the handshake");
    }
}
