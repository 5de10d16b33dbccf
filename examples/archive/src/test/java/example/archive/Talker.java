package example.archive;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A user in some rooms, who goes on at the next node when one is gone, and repeats what was not acknowledged. For one
 * thread at a time.
 */
final class Talker implements AutoCloseable {
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int PATIENCE_SECONDS = 60;
    /** In place of a frame, after the last one. */
    private static final JsonNode END = JSON.createObjectNode().put("type", "end");

    private final String token;
    private final List<String> rooms;
    private final List<URI> nodes;
    private int attempts;
    private int commands;
    private WebSocket socket;
    private BlockingQueue<JsonNode> frames;

    /** @param nodes in the order in which the user tries them */
    Talker(String token, List<String> rooms, List<URI> nodes) {
        this.token = token;
        this.rooms = rooms;
        this.nodes = nodes;
    }

    /** Returns the place that the message has. */
    Archive.Place say(String room, String text) throws Exception {
        String key = UUID.randomUUID().toString();
        JsonNode done =
                repeated(command("say").put("room", room).put("text", text).put("key", key));
        return new Archive.Place(
                room, done.get("epoch").asText(), done.get("seq").asLong());
    }

    void delete(Archive.Place place) throws Exception {
        repeated(command("delete")
                .put("room", place.room())
                .put("epoch", place.epoch())
                .put("seq", place.seq()));
    }

    /** Joins the rooms, at the first node that lets the user in. */
    void join() throws Exception {
        repeated(command("ping"));
    }

    private static ObjectNode command(String type) {
        return JSON.createObjectNode().put("type", type);
    }

    private JsonNode repeated(ObjectNode command) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (true) {
            try {
                if (socket == null) {
                    connect();
                }
                return ask(command);
            } catch (IOException lost) {
                socket = null;
                if (System.nanoTime() > deadline) {
                    throw lost;
                }
            }
        }
    }

    private void connect() throws Exception {
        URI node = nodes.get(attempts++ % nodes.size());
        frames = new LinkedBlockingQueue<>();
        try {
            socket = HTTP.newWebSocketBuilder()
                    .buildAsync(node, new Listener(frames))
                    .join();
        } catch (CompletionException refused) {
            throw new IOException(refused);
        }
        ask(command("hello").put("token", token));
        for (String room : rooms) {
            ask(command("join").put("room", room));
        }
    }

    /** @throws IOException if another try may succeed */
    private JsonNode ask(ObjectNode command) throws Exception {
        int id = ++commands;
        try {
            socket.sendText(command.put("id", id).toString(), true).join();
        } catch (CompletionException lost) {
            throw new IOException(lost);
        }
        while (true) {
            JsonNode frame = frames.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            if (frame == null) {
                throw new AssertionError("no answer to " + command);
            } else if (frame == END || frame.has("retryAfter")) {
                throw new IOException(command + " was not carried out: " + frame);
            } else if (frame.path("type").asText().equals("error")) {
                throw new AssertionError(command + " was refused: " + frame);
            } else if (frame.path("id").asInt() == id) {
                return frame;
            }
        }
    }

    /** The code with which the node closes the connection; waits for it. */
    int closeCode() throws InterruptedException {
        while (true) {
            JsonNode frame = frames.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            if (frame == null || frame == END) {
                throw new AssertionError("there was no reason: " + frame);
            } else if (frame.path("type").asText().equals("bye")) {
                return frame.path("code").asInt();
            }
        }
    }

    @Override
    public void close() {
        if (socket != null) {
            socket.abort();
        }
    }

    /** Puts the frames together. */
    private static final class Listener implements WebSocket.Listener {
        private final BlockingQueue<JsonNode> frames;
        private final StringBuilder text = new StringBuilder();

        Listener(BlockingQueue<JsonNode> frames) {
            this.frames = frames;
        }

        @Override
        public CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
            text.append(part);
            if (last) {
                frames.add(parsed());
                text.setLength(0);
            }
            from.request(1);
            return null;
        }

        private JsonNode parsed() {
            try {
                return JSON.readTree(text.toString());
            } catch (IOException impossible) {
                throw new UncheckedIOException(impossible);
            }
        }

        @Override
        public CompletionStage<?> onClose(WebSocket from, int code, String reason) {
            frames.add(END);
            return null;
        }

        @Override
        public void onError(WebSocket from, Throwable failure) {
            frames.add(END);
        }
    }
}
