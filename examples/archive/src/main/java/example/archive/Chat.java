package example.archive;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;

/** The chat's admin API (docs/admin-api.md). Thread-safe; methods block. */
final class Chat {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();
    private final List<URI> nodes;
    private final String key;

    /** @param nodes their admin ports */
    Chat(List<URI> nodes, String key) {
        this.nodes = nodes;
        this.key = key;
    }

    /**
     * Asks one node after the other, since each answers for all of them. An act may be carried out twice, so it must be
     * one that can be.
     *
     * @param path below {@code /api/v1}, with names that are {@link #encoded}
     * @param body null for none
     * @return empty if there is no content
     * @throws IOException what the last node said, if none has done it
     */
    JsonNode ask(String method, String path, JsonNode body) throws IOException, InterruptedException {
        IOException failure = new IOException("there is no node to ask");
        for (URI node : nodes) {
            HttpRequest request = HttpRequest.newBuilder(node.resolve("/api/v1" + path))
                    .timeout(Duration.ofSeconds(5))
                    .header("Authorization", "Bearer " + key)
                    .header("Content-Type", "application/json")
                    .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body.toString()))
                    .build();
            try {
                HttpResponse<byte[]> answer = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
                if (answer.statusCode() / 100 == 2) {
                    return JSON.readTree(answer.body());
                }
                failure = new IOException(node + " answered " + new String(answer.body(), UTF_8));
            } catch (IOException away) {
                failure = new IOException(node + " does not answer", away);
            }
        }
        throw failure;
    }

    /** A whole list, part by part. */
    ArrayNode list(String path, String items) throws IOException, InterruptedException {
        ArrayNode all = JSON.createArrayNode();
        JsonNode part;
        String after = "";
        do {
            part = ask("GET", path + "?limit=1000" + after, null);
            all.addAll((ArrayNode) part.get(items));
            after = "&after=" + encoded(part.path("next").asText());
        } while (part.has("next"));
        return all;
    }

    static String encoded(String name) {
        return URLEncoder.encode(name, UTF_8).replace("+", "%20");
    }
}
