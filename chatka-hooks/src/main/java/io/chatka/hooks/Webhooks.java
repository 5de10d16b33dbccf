package io.chatka.hooks;

import io.chatka.api.ChatObserver;
import io.chatka.api.ModerationRecord;
import io.chatka.api.SaidMessage;
import io.chatka.api.Session;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

/**
 * Posts the events of a node to the configured URLs, in the order in which the node tells them. Each
 * URL has a queue of its own, so a receiver that is away holds up no other. Thread-safe; close it
 * after the node.
 */
public final class Webhooks implements ChatObserver, AutoCloseable {
    /** How long {@link #close} waits for what has not been delivered. */
    private static final Duration LAST_WAIT = Duration.ofSeconds(5);

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "chatka-webhooks");
        thread.setDaemon(true);
        return thread;
    });
    private final List<Endpoint> endpoints;
    private volatile String node = "";

    /** @param settings with at least one webhook */
    public Webhooks(HookSettings settings) {
        HttpClient http = Posting.client();
        endpoints = settings.webhooks().stream()
                .map(target -> new Endpoint(target, settings.delivery(), new Posting(http, timer), timer))
                .toList();
    }

    private void tell(String type, HookEvents.Content data) {
        String event = null;
        for (Endpoint endpoint : endpoints) {
            if (endpoint.takes(type)) {
                event = event == null ? HookEvents.event(type, node, data) : event;
                endpoint.add(event);
            }
        }
    }

    @Override
    public void started(String name) {
        node = name;
    }

    @Override
    public void connected(Session session) {
        tell("connected", json -> HookEvents.session(json, session));
    }

    @Override
    public void disconnected(Session session, String why) {
        tell("disconnected", json -> {
            HookEvents.session(json, session);
            json.writeStringField("why", why);
        });
    }

    @Override
    public void joined(Session session, String room) {
        tell("joined", json -> {
            json.writeStringField("room", room);
            HookEvents.session(json, session);
        });
    }

    @Override
    public void left(Session session, String room) {
        tell("left", json -> {
            json.writeStringField("room", room);
            HookEvents.session(json, session);
        });
    }

    @Override
    public void said(SaidMessage message) {
        tell("said", json -> HookEvents.said(json, message));
    }

    @Override
    public void reported(Session session, String room, long seq, String reason) {
        tell("reported", json -> {
            json.writeStringField("room", room);
            json.writeNumberField("seq", seq);
            if (reason != null) {
                json.writeStringField("reason", reason);
            }
            HookEvents.session(json, session);
        });
    }

    @Override
    public void moderated(ModerationRecord act) {
        tell("moderated", json -> HookEvents.act(json, act));
    }

    @Override
    public void occupied(String room) {
        tell("occupied", json -> json.writeStringField("room", room));
    }

    @Override
    public void vacated(String room) {
        tell("vacated", json -> json.writeStringField("room", room));
    }

    @Override
    public void nodeLost(String lost, List<String> rooms) {
        tell("node_lost", json -> {
            json.writeStringField("node", lost);
            json.writeArrayFieldStart("rooms");
            for (String room : rooms) {
                json.writeString(room);
            }
            json.writeEndArray();
        });
    }

    /** Events that reached their URL. */
    public long delivered() {
        return endpoints.stream().mapToLong(Endpoint::delivered).sum();
    }

    /** Events that were dropped: a queue was full, or a receiver did not take them for too long. */
    public long dropped() {
        return endpoints.stream().mapToLong(Endpoint::dropped).sum();
    }

    /** Requests that did not succeed. */
    public long failures() {
        return endpoints.stream().mapToLong(Endpoint::failures).sum();
    }

    /** Events that wait. */
    public long waiting() {
        return endpoints.stream().mapToLong(Endpoint::waiting).sum();
    }

    /** Waits up to 5 s for what has not been delivered, and drops the rest. Blocks. */
    @Override
    public void close() {
        long deadline = System.nanoTime() + LAST_WAIT.toNanos();
        for (Endpoint endpoint : endpoints) {
            endpoint.close(Math.max(0, deadline - System.nanoTime()));
        }
        timer.shutdownNow();
    }
}
