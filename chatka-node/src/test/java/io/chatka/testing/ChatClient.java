package io.chatka.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import javax.net.SocketFactory;
import org.java_websocket.client.WebSocketClient;
import org.java_websocket.handshake.ServerHandshake;

/**
 * A chat client on another project's WebSocket library. Every frame that it gets is checked against
 * docs/asyncapi.yaml.
 */
public final class ChatClient implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 60;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final BlockingQueue<JsonNode> received = new LinkedBlockingQueue<>();
    private final Deque<JsonNode> passedOver = new ArrayDeque<>();
    private final CompletableFuture<Integer> closed = new CompletableFuture<>();
    private final WebSocketClient socket;

    private ChatClient(URI uri, Map<String, String> headers) {
        socket = new WebSocketClient(uri, headers) {
            @Override
            public void onOpen(ServerHandshake handshake) {}

            @Override
            public void onMessage(String text) {
                received.add(parse(text));
            }

            @Override
            public void onClose(int code, String reason, boolean remote) {
                closed.complete(code);
            }

            @Override
            public void onError(Exception failure) {}
        };
        // The library's own check for lost connections would hide what the server does.
        socket.setConnectionLostTimeout(0);
    }

    public static ChatClient connect(URI uri) throws InterruptedException {
        return connect(uri, Map.of());
    }

    public static ChatClient connect(URI uri, Map<String, String> headers) throws InterruptedException {
        return connected(new ChatClient(uri, headers), uri);
    }

    /** By TLS, to a {@code wss} URI. */
    public static ChatClient connect(URI uri, Map<String, String> headers, SocketFactory sockets)
            throws InterruptedException {
        ChatClient client = new ChatClient(uri, headers);
        client.socket.setSocketFactory(sockets);
        return connected(client, uri);
    }

    private static ChatClient connected(ChatClient client, URI uri) throws InterruptedException {
        if (!client.socket.connectBlocking(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            throw new AssertionError("no connection to " + uri);
        }
        return client;
    }

    /** A client that has joined the room of the path, its {@code welcome} and {@code joined} taken. */
    public static ChatClient joined(TestServer server, String room) throws InterruptedException {
        ChatClient client = connect(server.uri("/ws/" + room));
        client.next("welcome");
        client.next("joined");
        return client;
    }

    public void send(String text) {
        socket.send(text);
    }

    public WebSocketClient socket() {
        return socket;
    }

    /** The next frame of any type. */
    public JsonNode next() throws InterruptedException {
        JsonNode kept = passedOver.poll();
        return kept == null ? arriving() : kept;
    }

    private JsonNode arriving() throws InterruptedException {
        JsonNode frame = received.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        if (frame == null) {
            throw new AssertionError("nothing came; closed: " + closed);
        }
        List<String> problems = AsyncApi.document().problems(AsyncApi.Sender.SERVER, frame);
        if (!problems.isEmpty()) {
            throw new AssertionError("not as docs/asyncapi.yaml has it: " + problems + ": " + frame);
        }
        return frame;
    }

    /** The next frame of this type; others before it are dropped. */
    public JsonNode next(String type) throws InterruptedException {
        return next(frame -> frame.path("type").asText().equals(type));
    }

    public JsonNode next(Predicate<JsonNode> wanted) throws InterruptedException {
        while (true) {
            JsonNode frame = next();
            if (wanted.test(frame)) {
                return frame;
            }
        }
    }

    /**
     * Sends a command and returns its reply. Frames that arrive before the reply can still be taken
     * afterwards.
     */
    public JsonNode ask(String command) throws InterruptedException {
        String id = parse(command).path("id").asText();
        send(command);
        while (true) {
            JsonNode frame = arriving();
            if (frame.has("id") && frame.path("id").asText().equals(id)) {
                return frame;
            }
            passedOver.add(frame);
        }
    }

    /** The frames that have arrived and were not taken. */
    public int waiting() {
        return passedOver.size() + received.size();
    }

    /** The close code, once the connection is closed. */
    public int closeCode() throws Exception {
        return closed.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    public boolean isOpen() {
        return socket.isOpen();
    }

    @Override
    public void close() {
        socket.close();
    }

    private static JsonNode parse(String text) {
        try {
            return JSON.readTree(text);
        } catch (IOException notJson) {
            throw new UncheckedIOException("not JSON: " + text, notJson);
        }
    }
}
