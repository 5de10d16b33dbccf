package io.chatka.testing;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import org.java_websocket.client.WebSocketClient;
import org.java_websocket.enums.Opcode;
import org.java_websocket.framing.Framedata;
import org.java_websocket.handshake.ServerHandshake;

/** WebSocket clients of other projects, as the tests need them. */
public enum Library {
    JAVA_WEBSOCKET {
        @Override
        public Line open(URI uri) throws Exception {
            return new JavaWebSocketLine(uri);
        }
    },
    OKHTTP {
        @Override
        public Line open(URI uri) {
            return new OkHttpLine(uri);
        }
    },
    JDK {
        @Override
        public Line open(URI uri) {
            return new JdkLine(uri);
        }
    };

    public static final long PATIENCE_SECONDS = 60;

    public abstract Line open(URI uri) throws Exception;

    /** One WebSocket of a library. */
    public abstract static class Line {
        public final BlockingQueue<String> texts = new LinkedBlockingQueue<>();
        public final CompletableFuture<Integer> closed = new CompletableFuture<>();
        public final CompletableFuture<String> ponged = new CompletableFuture<>();

        public abstract void text(String text) throws Exception;

        /** Sends one message in several frames; false if the library cannot. */
        public abstract boolean fragments(String... parts) throws Exception;

        /**
         * Sends a ping, and completes {@code ponged} with the payload of the pong; false if the
         * library cannot.
         */
        public abstract boolean ping(String payload) throws Exception;

        /** Closes with 1000. */
        public abstract void close() throws Exception;

        /** Ends the connection without a close frame. */
        public abstract void kill() throws Exception;

        public String next() throws InterruptedException {
            String text = texts.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            if (text == null) {
                throw new AssertionError("nothing came; closed: " + closed);
            }
            return text;
        }

        public int closeCode() throws Exception {
            return closed.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        }
    }

    private static final class JavaWebSocketLine extends Line {
        private final WebSocketClient socket;

        JavaWebSocketLine(URI uri) throws InterruptedException {
            socket = new WebSocketClient(uri) {
                @Override
                public void onOpen(ServerHandshake handshake) {}

                @Override
                public void onMessage(String text) {
                    texts.add(text);
                }

                @Override
                public void onWebsocketPong(org.java_websocket.WebSocket from, Framedata pong) {
                    ponged.complete(
                            StandardCharsets.UTF_8.decode(pong.getPayloadData()).toString());
                }

                @Override
                public void onClose(int code, String reason, boolean remote) {
                    closed.complete(code);
                }

                @Override
                public void onError(Exception failure) {}
            };
            if (!socket.connectBlocking(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw new AssertionError("no connection to " + uri);
            }
        }

        @Override
        public void text(String text) {
            socket.send(text);
        }

        @Override
        public boolean fragments(String... parts) {
            for (int i = 0; i < parts.length; i++) {
                ByteBuffer part = StandardCharsets.UTF_8.encode(parts[i]);
                socket.sendFragmentedFrame(Opcode.TEXT, part, i == parts.length - 1);
            }
            return true;
        }

        @Override
        public boolean ping(String payload) {
            var ping = new org.java_websocket.framing.PingFrame();
            ping.setPayload(StandardCharsets.UTF_8.encode(payload));
            socket.sendFrame(ping);
            return true;
        }

        @Override
        public void close() {
            socket.close(1000);
        }

        @Override
        public void kill() throws IOException {
            socket.getSocket().close();
        }
    }

    private static final class OkHttpLine extends Line {
        private static final OkHttpClient CLIENT = new OkHttpClient();
        private final okhttp3.WebSocket socket;

        OkHttpLine(URI uri) {
            socket = CLIENT.newWebSocket(
                    new Request.Builder().url(uri.toString()).build(), new okhttp3.WebSocketListener() {
                        @Override
                        public void onMessage(okhttp3.WebSocket from, String text) {
                            texts.add(text);
                        }

                        @Override
                        public void onClosing(okhttp3.WebSocket from, int code, String reason) {
                            from.close(code, null);
                        }

                        @Override
                        public void onClosed(okhttp3.WebSocket from, int code, String reason) {
                            closed.complete(code);
                        }

                        @Override
                        public void onFailure(okhttp3.WebSocket from, Throwable failure, Response response) {
                            closed.complete(1006);
                        }
                    });
        }

        @Override
        public void text(String text) {
            socket.send(text);
        }

        @Override
        public boolean fragments(String... parts) {
            return false;
        }

        @Override
        public boolean ping(String payload) {
            return false;
        }

        @Override
        public void close() {
            socket.close(1000, null);
        }

        @Override
        public void kill() {
            socket.cancel();
        }
    }

    private static final class JdkLine extends Line {
        private static final HttpClient CLIENT = HttpClient.newHttpClient();
        private final java.net.http.WebSocket socket;

        JdkLine(URI uri) {
            socket = CLIENT.newWebSocketBuilder()
                    .buildAsync(uri, new Listener())
                    .orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS)
                    .join();
        }

        private final class Listener implements java.net.http.WebSocket.Listener {
            private final StringBuilder text = new StringBuilder();

            @Override
            public CompletionStage<?> onText(java.net.http.WebSocket from, CharSequence part, boolean last) {
                text.append(part);
                if (last) {
                    texts.add(text.toString());
                    text.setLength(0);
                }
                from.request(1);
                return null;
            }

            @Override
            public CompletionStage<?> onPong(java.net.http.WebSocket from, ByteBuffer payload) {
                ponged.complete(StandardCharsets.UTF_8.decode(payload).toString());
                from.request(1);
                return null;
            }

            @Override
            public CompletionStage<?> onClose(java.net.http.WebSocket from, int code, String reason) {
                closed.complete(code);
                return null;
            }

            @Override
            public void onError(java.net.http.WebSocket from, Throwable failure) {
                closed.complete(1006);
            }
        }

        @Override
        public void text(String text) {
            socket.sendText(text, true).join();
        }

        @Override
        public boolean fragments(String... parts) {
            for (int i = 0; i < parts.length; i++) {
                socket.sendText(parts[i], i == parts.length - 1).join();
            }
            return true;
        }

        @Override
        public boolean ping(String payload) {
            socket.sendPing(StandardCharsets.UTF_8.encode(payload)).join();
            return true;
        }

        @Override
        public void close() {
            socket.sendClose(1000, "").join();
        }

        @Override
        public void kill() {
            socket.abort();
        }
    }
}
