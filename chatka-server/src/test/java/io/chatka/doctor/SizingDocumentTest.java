package io.chatka.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** docs/operations/sizing.md has the costs of the program, and its plans follow from them. */
class SizingDocumentTest {
    private static final int CORES = 8;
    private static final double BUSY = 0.5;
    private static final int MEMBERS = 1_000;
    private static final int RATE = 2;
    private static final int KEYS_SECONDS = 300;
    private static final double KIB_IN_GIB = 1 << 20;

    private final Map<String, List<Double>> costs = table("costs");
    private final Map<String, List<Double>> plans = table("plans");

    SizingDocumentTest() throws IOException {}

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void plan_followsFromTheCosts(int plan) {
        double users = plans.get("users").get(plan);
        double rooms = users / MEMBERS;
        double messages = rooms * RATE;
        double deliveries = messages * MEMBERS;
        double cores = deliveries * cost("delivery") / 1e6;
        double needed = Math.ceil(cores / (CORES * BUSY));
        double nodes = needed + Math.max(1, Math.ceil(needed / 10));
        Map<String, Double> worked = new HashMap<>();
        worked.put("users", users);
        worked.put("rooms", rooms);
        worked.put("messages", messages);
        worked.put("deliveries", deliveries);
        worked.put("cores", cores);
        worked.put("nodes", nodes);
        worked.put("per-node", users / needed);
        worked.put("memory", users / needed * (cost("connection") + cost("socket")) / KIB_IN_GIB);
        worked.put("memory-tls", users / needed * (cost("connection") + cost("tls") + cost("socket")) / KIB_IN_GIB);
        worked.put("gigabits", deliveries / needed * cost("bytes") * 8 / 1e9);
        worked.put("redis-cores", redis(messages, nodes));
        worked.put("redis-cores-two", redis(messages, 2));
        worked.put("redis-memory", rooms * (cost("redis-room") + RATE * KEYS_SECONDS * cost("redis-key")) / KIB_IN_GIB);
        assertThat(plans.keySet()).isEqualTo(worked.keySet());
        worked.forEach((key, value) -> assertThat(plans.get(key).get(plan))
                .as("%s of plan %s, which is %s", key, plan, value)
                .isEqualTo(rounded(value)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"connection", "tls", "socket"})
    void costs_areThoseOfTheProgram(String key) {
        long bytes =
                switch (key) {
                    case "connection" -> Costs.IDLE_CONNECTION;
                    case "tls" -> Costs.TLS;
                    default -> Costs.IDLE_SOCKET;
                };
        assertThat(cost(key) * 1024).isEqualTo(bytes);
    }

    private double redis(double messages, double nodes) {
        return messages * (cost("redis-message") + nodes * cost("redis-node")) / 1e6;
    }

    private double cost(String key) {
        return costs.get(key).get(0);
    }

    /** To two digits, and what is less than a hundredth to nothing. */
    private static double rounded(double value) {
        if (value >= 100) {
            return Math.rint(value);
        }
        BigDecimal two = new BigDecimal(value).round(new MathContext(2, RoundingMode.HALF_UP));
        return two.setScale(Math.min(2, Math.max(0, two.scale())), RoundingMode.HALF_UP)
                .doubleValue();
    }

    /** The numbers of each row, by its key. */
    private static Map<String, List<Double>> table(String name) throws IOException {
        String document = Files.readString(Path.of("..", "docs", "operations", "sizing.md"));
        String text = document.substring(
                document.indexOf("<!-- " + name + " -->"), document.indexOf("<!-- end of " + name + " -->"));
        Map<String, List<Double>> rows = new HashMap<>();
        Matcher row =
                Pattern.compile("(?m)^\\|[^|]*\\| `([a-z-]+)` \\|(.*)\\|$").matcher(text);
        while (row.find()) {
            rows.put(
                    row.group(1),
                    Pattern.compile("\\|")
                            .splitAsStream(row.group(2))
                            .map(String::trim)
                            .filter(cell -> cell.matches("[0-9.]+"))
                            .map(Double::valueOf)
                            .toList());
        }
        return rows;
    }
}
