package io.chatka.internal.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chatka.testing.ChatClient;
import io.chatka.testing.Http;
import io.chatka.testing.TestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The figures of a running server, over HTTP. */
class MetricsIT {
    private static final Pattern TYPE = Pattern.compile("^# TYPE (\\S+) (\\S+)$", Pattern.MULTILINE);
    private static final Pattern ROW = Pattern.compile(
            "^\\| `(chatka_[a-z0-9_]+)` \\| (\\w+) \\| (?:`(\\w+)`)? ?\\| (.*) \\|$", Pattern.MULTILINE);

    @Test
    void every_meter_is_in_the_list_and_every_listed_meter_is_there() throws Exception {
        try (TestServer server = TestServer.start()) {
            Set<String> reported = new TreeSet<>();
            Matcher type = TYPE.matcher(Http.get(server.admin("/metrics")).body());
            while (type.find()) {
                // A timer has its maximum beside it.
                reported.add(type.group(1).replaceFirst("_seconds_max$", "_seconds"));
            }
            Set<String> listed =
                    Arrays.stream(MeterName.values()).map(MeterName::prometheus).collect(Collectors.toSet());
            assertThat(reported).isEqualTo(listed);
        }
    }

    @Test
    void the_document_has_every_meter() throws IOException {
        Map<String, String> documented = new TreeMap<>();
        Matcher row = ROW.matcher(Files.readString(Path.of("..", "docs", "operations", "watch.md")));
        while (row.find()) {
            documented.put(
                    row.group(1), row.group(2) + "/" + (row.group(3) == null ? "" : row.group(3)) + "/" + row.group(4));
        }
        Map<String, String> listed = new TreeMap<>();
        for (MeterName name : MeterName.values()) {
            listed.put(
                    name.prometheus(),
                    name.kind.name().toLowerCase(java.util.Locale.ROOT) + "/" + name.label + "/" + name.meaning);
        }
        assertThat(documented).isEqualTo(listed);
    }

    @Test
    void messages_deliveries_and_their_times_are_counted() throws Exception {
        try (TestServer server = TestServer.start("server.event-loops", 2)) {
            ChatClient ann = ChatClient.joined(server, "metered");
            ChatClient bob = ChatClient.joined(server, "metered");
            for (int i = 0; i < 5; i++) {
                ann.send("{\"type\":\"say\",\"id\":" + i + ",\"text\":\"hello\"}");
                ann.next("ok");
            }
            await().untilAsserted(() -> {
                Map<String, Double> figures = figures(server);
                assertThat(figures).containsEntry("chatka_connections", 2.0);
                assertThat(figures).containsEntry("chatka_connections_opened_total", 2.0);
                assertThat(figures).containsEntry("chatka_rooms", 1.0);
                assertThat(figures).containsEntry("chatka_joins_total", 2.0);
                assertThat(figures).containsEntry("chatka_messages_total", 5.0);
                assertThat(figures).containsEntry("chatka_deliveries_total", 10.0);
                assertThat(figures).containsEntry("chatka_publish_latency_seconds_count", 5.0);
                assertThat(figures.get("chatka_delivery_latency_seconds_count")).isBetween(1.0, 10.0);
                assertThat(figures).containsEntry("chatka_mailboxes", 0.0);
                assertThat(figures.get("chatka_sent_bytes_total")).isGreaterThan(10 * 100);
                assertThat(figures.get("chatka_received_bytes_total")).isGreaterThan(5 * 30);
                assertThat(figures.get("chatka_loop_lag_seconds_count")).isPositive();
                assertThat(figures.get("chatka_broker_round_trip_seconds_count"))
                        .isPositive();
                assertThat(figures).containsEntry("chatka_broker_up", 1.0);
                assertThat(figures).containsEntry("chatka_broker_hearing", 1.0);
                assertThat(figures).containsEntry("chatka_ready", 1.0);
            });
            bob.close();
            await().untilAsserted(() -> {
                Map<String, Double> figures = figures(server);
                assertThat(figures).containsEntry("chatka_connections", 1.0);
                assertThat(figures).containsEntry("chatka_connections_closed_total{reason=\"normal\"}", 1.0);
            });
        }
    }

    @Test
    void refusals_are_counted_by_what_was_too_much() throws Exception {
        try (TestServer server = TestServer.start("limits.rate", "on", "limits.messages.count", 1)) {
            ChatClient ann = ChatClient.joined(server, "busy");
            ann.send("{\"type\":\"say\",\"text\":\"one\"}");
            ann.next("message");
            ann.send("{\"type\":\"say\",\"text\":\"two\"}");
            ann.next("error");
            ann.send("no json");
            ann.next("error");
            Map<String, Double> figures = figures(server);
            assertThat(figures).containsEntry("chatka_limited_total{limit=\"messages\"}", 1.0);
            assertThat(figures).containsEntry("chatka_errors_total{code=\"rate_limited\"}", 1.0);
            assertThat(figures).containsEntry("chatka_errors_total{code=\"bad_json\"}", 1.0);
        }
    }

    @Test
    void rooms_and_users_make_no_series() throws Exception {
        try (TestServer server = TestServer.start()) {
            ChatClient.joined(server, "first").send("{\"type\":\"say\",\"text\":\"x\"}");
            await().until(() -> figures(server).get("chatka_deliveries_total") == 1);
            Set<String> before = figures(server).keySet();
            for (int i = 0; i < 20; i++) {
                ChatClient client = ChatClient.joined(server, "another-" + i);
                client.send("{\"type\":\"say\",\"text\":\"x\"}");
                client.next("message");
            }
            Set<String> after = figures(server).keySet();
            assertThat(after.stream().filter(series -> series.startsWith("chatka_")))
                    .containsExactlyInAnyOrderElementsOf(before.stream()
                            .filter(series -> series.startsWith("chatka_"))
                            .toList());
        }
    }

    private static Map<String, Double> figures(TestServer server) throws Exception {
        Map<String, Double> figures = new TreeMap<>();
        for (String line : Http.get(server.admin("/metrics")).body().split("\n")) {
            if (!line.startsWith("#")) {
                int space = line.lastIndexOf(' ');
                figures.put(line.substring(0, space), Double.valueOf(line.substring(space + 1)));
            }
        }
        return figures;
    }
}
