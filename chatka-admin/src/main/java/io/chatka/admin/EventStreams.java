package io.chatka.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.chatka.Operations;
import io.chatka.api.ModerationRecord;
import io.chatka.internal.admin.Answer;
import io.chatka.internal.admin.Stream;
import io.chatka.internal.fault.FaultLog;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * What happens, as server-sent events (HTML Living Standard, section 9.2), for clients that watch:
 * {@code figures} of all nodes each second, each {@code act} and each {@code report}, and a {@code
 * warning} whenever the nodes that are not ready, or do not answer, change. Nothing is asked while
 * nobody watches. Thread-safe.
 */
final class EventStreams implements AutoCloseable {
    private static final FaultLog FAULTS = FaultLog.of(EventStreams.class);
    private static final String REPORT = "report";

    private final Set<Stream.Sink> watching = ConcurrentHashMap.newKeySet();
    private final Operations operations;
    private final Function<Operations.NodeReport, ObjectNode> node;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "chatka-admin-events");
        thread.setDaemon(true);
        return thread;
    });

    // Guarded by this.
    private Runnable endOfRecords;
    private boolean ticking;
    private JsonNode warnings = Json.object();

    /** @param node a node's figures as JSON */
    EventStreams(Operations operations, Function<Operations.NodeReport, ObjectNode> node) {
        this.operations = operations;
        this.node = node;
    }

    Answer stream() {
        return Answer.stream("text/event-stream", this::begin);
    }

    private void begin(Stream.Sink sink) {
        watching.add(sink);
        sink.whenClosed(() -> ended(sink));
        // Tells the client that the stream is open.
        sink.send(": Chatka\n\n".getBytes(StandardCharsets.UTF_8));
        synchronized (this) {
            if (endOfRecords == null) {
                endOfRecords = operations.watch(this::tell);
            }
            if (!ticking) {
                ticking = true;
                timer.scheduleWithFixedDelay(this::tick, 0, 1, TimeUnit.SECONDS);
            }
            warnings = Json.object();
        }
    }

    private synchronized void ended(Stream.Sink sink) {
        watching.remove(sink);
        if (watching.isEmpty() && endOfRecords != null) {
            endOfRecords.run();
            endOfRecords = null;
        }
    }

    private void tell(ModerationRecord record) {
        ObjectNode json = ClusterRoutes.record(record);
        send(record.action().equals(REPORT) ? REPORT : "act", json);
    }

    private void tick() {
        if (watching.isEmpty()) {
            return;
        }
        FAULTS.attempt(
                "figures could not be sent to those who watch",
                () -> operations.cluster().thenAccept(reply -> {
                    ObjectNode figures = Json.object();
                    reply.value().forEach(each -> figures.withArray("nodes").add(node.apply(each)));
                    figures.set("missing", Json.array(reply.missing()));
                    send("figures", figures);
                    warn(figures);
                }));
    }

    private void warn(ObjectNode figures) {
        ObjectNode now = Json.object();
        for (JsonNode each : figures.path("nodes")) {
            String because = each.path("figures").path("because").asText();
            if (!because.isEmpty()) {
                now.put(each.path("name").asText(), because);
            }
        }
        figures.path("missing").forEach(name -> now.put(name.asText(), "the node does not answer"));
        synchronized (this) {
            if (now.equals(warnings)) {
                return;
            }
            warnings = now;
        }
        ObjectNode warning = Json.object();
        warning.set("nodes", now);
        send("warning", warning);
    }

    private void send(String event, ObjectNode data) {
        byte[] bytes = ("event: " + event + "\ndata: " + Json.text(data) + "\n\n").getBytes(StandardCharsets.UTF_8);
        watching.forEach(sink -> sink.send(bytes));
    }

    @Override
    public synchronized void close() {
        timer.shutdownNow();
        if (endOfRecords != null) {
            endOfRecords.run();
        }
    }
}
