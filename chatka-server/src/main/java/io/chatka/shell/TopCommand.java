package io.chatka.shell;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.chatka.api.ConfigException;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.LocalTime;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code chatka top}: the nodes, the rooms and the users of a cluster, as they are now. */
@Command(
        name = "top",
        description = "Show the nodes, rooms and users of a running cluster, anew every second.",
        footer = {"", "Ctrl-C ends it."})
public final class TopCommand implements Callable<Integer> {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String HOME_AND_CLEAR = "\u001b[H\u001b[J";
    private static final int ROOMS = 15;

    /** The figures that fit on a line; the console has all of them. */
    private static final List<String> SHOWN =
            List.of("state", "connections", "limit", "users", "rooms", "congested", "because");

    /** Rates are shown in place of these counters. */
    private static final List<String> COUNTERS = List.of("messages", "deliveries", "sent");

    private static final double MICROS_PER_MILLI = 1000;

    @Option(
            names = "--url",
            paramLabel = "URL",
            defaultValue = "http://127.0.0.1:8001",
            description = "The admin port (default: ${DEFAULT-VALUE}).")
    private URI url;

    @Option(names = "--key-file", paramLabel = "FILE", description = "A file with the key.")
    private Path keyFile;

    @Option(
            names = "--times",
            paramLabel = "NUMBER",
            defaultValue = "0",
            description = "How often it is shown; 0 until Ctrl-C (default).")
    private int times;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    private boolean help;

    /** The counters of each node, as they were shown last. */
    private final Map<String, JsonNode> before = new HashMap<>();

    private long beforeNanos;

    @Override
    public Integer call() throws InterruptedException {
        ApiClient api = new ApiClient(url, ApiClient.key(keyFile, url, System.getenv()));
        boolean terminal = System.console() != null;
        for (int shown = 0; times == 0 || shown < times; shown++) {
            if (shown > 0) {
                Thread.sleep(1000);
            }
            // Written at once, so that the screen does not flicker.
            ByteArrayOutputStream screen = new ByteArrayOutputStream();
            show(api, new PrintStream(screen, false, StandardCharsets.UTF_8));
            System.out.print((terminal ? HOME_AND_CLEAR : "") + screen.toString(StandardCharsets.UTF_8));
            System.out.flush();
        }
        return 0;
    }

    private void show(ApiClient api, PrintStream out) {
        JsonNode cluster = get(api, "/api/v1/cluster");
        out.println("Chatka at " + url + ", " + LocalTime.now().truncatedTo(ChronoUnit.SECONDS));
        out.println();
        Table.table(rates(cluster.get("nodes")), out);
        cluster.get("missing").forEach(node -> out.println("no answer from " + node.asText()));
        out.println();
        out.println("The busiest rooms");
        Table.table(get(api, "/api/v1/busiest?by=deliveries&limit=" + ROOMS).get("rooms"), out);
        out.println();
        out.println("Who says most on this node");
        Table.table(get(api, "/top").get("users"), out);
    }

    private ArrayNode rates(JsonNode nodes) {
        long now = System.nanoTime();
        double seconds = (now - beforeNanos) / 1e9;
        ArrayNode shown = JSON.createArrayNode();
        for (JsonNode node : nodes) {
            String name = node.get("name").asText();
            JsonNode figures = node.get("figures");
            JsonNode earlier = before.put(name, figures);
            ObjectNode line = shown.addObject().put("name", name);
            SHOWN.forEach(figure -> line.set(figure, figures.path(figure)));
            for (String counter : COUNTERS) {
                long count = figures.get(counter).asLong();
                line.put(
                        counter + "/s",
                        earlier == null
                                ? 0
                                : Math.round((count - earlier.get(counter).asLong()) / seconds));
            }
            line.put("p99 ms", figures.path("deliveryP99").asLong() / MICROS_PER_MILLI);
        }
        beforeNanos = now;
        return shown;
    }

    private static JsonNode get(ApiClient api, String target) {
        HttpResponse<String> answer = api.send("GET", target, null);
        try {
            JsonNode body = JSON.readTree(answer.body());
            if (answer.statusCode() != 200) {
                throw new ConfigException(body.path("detail").asText("the admin port answered " + answer.statusCode()));
            }
            return body;
        } catch (JsonProcessingException noAnswer) {
            throw new ConfigException("this is no admin port of Chatka: it did not answer in JSON");
        }
    }
}
