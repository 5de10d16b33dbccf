package io.chatka.server;

import com.typesafe.config.Config;
import io.chatka.doctor.Finding;
import io.chatka.internal.config.Reader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Settings of which each can be used, and which can hardly be meant: they contradict each other, or open what should be closed. */
final class Contradictions {
    private static final String NAME = "configuration";

    private final List<Finding> findings = new ArrayList<>();
    private final Config usable;

    private Contradictions(Config usable) {
        this.usable = usable;
    }

    /** @param usable in which every value can be used */
    static List<Finding> in(Config usable) {
        Contradictions contradictions = new Contradictions(usable);
        contradictions.look();
        return contradictions.findings;
    }

    /** Both ports in one place, which stops the start. */
    static List<Finding> ofPorts(Config config) {
        Reader server = new Reader(config, "chatka.server");
        return !server.string("port").equals("0")
                        && server.string("admin-port").equals(server.string("port"))
                        && server.string("host").equals(server.string("admin-host"))
                ? List.of(Finding.problem(
                        NAME, "chatka.server.port and admin-port are the same", "choose another with --admin-port"))
                : List.of();
    }

    private void look() {
        findings.addAll(ofPorts(usable));
        if (bytes("history.replay.bytes") > bytes("limits.queued")) {
            warn(
                    "chatka.history.replay.bytes is more than chatka.limits.queued: who comes back can be too slow at once",
                    "lower the first, or raise the second");
        }
        if (bytes("history.page.bytes") > bytes("limits.queued")) {
            warn(
                    "chatka.history.page.bytes is more than chatka.limits.queued: who looks back can be too slow at once",
                    "lower the first, or raise the second");
        }
        if (bytes("limits.frame") < 4L * integer("limits.text")) {
            warn(
                    "chatka.limits.text allows texts that chatka.limits.frame does not: a character has up to 4 bytes",
                    "raise limits.frame to at least 4 times limits.text, or lower limits.text");
        }
        if (bytes("limits.frame") < bytes("limits.data")) {
            warn(
                    "chatka.limits.data allows data that chatka.limits.frame does not",
                    "raise limits.frame above limits.data, or lower limits.data");
        }
        if (integer("rooms.presence.names") > integer("rooms.presence.batched")) {
            warn("chatka.rooms.presence.names is more than batched, and so batched has no meaning", "raise batched");
        }
        inOrder("health.stuck", "health.dead", "a node would be restarted before it is taken out of use");
        inOrder("health.echo", "health.deaf", "a broker that is well would count as deaf");
        if (!usable.getBoolean("chatka.limits.rate")) {
            warn(
                    "chatka.limits.rate is off, which is meant for load tests: anybody may flood every room",
                    "leave it at on");
        }
        if (!isLoopback("server.admin-host")
                && !usable.getString("chatka.server.admin-port").equals("off")) {
            warn(
                    "chatka.server.admin-host is " + usable.getString("chatka.server.admin-host")
                            + ", and the admin port has no login",
                    "keep it at 127.0.0.1, or off the networks that clients come from");
        }
        pages();
    }

    private void pages() {
        List<String> origins = usable.getStringList("chatka.server.allowed-origins");
        if (!isLoopback("server.host") && origins.contains("*")) {
            warn(
                    "chatka.server.allowed-origins is *: any page on the web may connect in its visitor's name",
                    "name the pages that may");
        } else if (!isLoopback("server.host") && origins.contains("null")) {
            warn(
                    "chatka.server.allowed-origins has null: any page on the web can become one without an origin",
                    "name the pages that may, if they have an origin");
        }
    }

    private void inOrder(String shorter, String longer, String otherwise) {
        if (time(shorter).compareTo(time(longer)) >= 0) {
            warn("chatka." + shorter + " is not less than chatka." + longer + ": " + otherwise, "raise the second");
        }
    }

    private void warn(String found, String remedy) {
        findings.add(Finding.warning(NAME, found, remedy));
    }

    private boolean isLoopback(String key) {
        String host = usable.getString("chatka." + key);
        return host.startsWith("127.") || host.equals("localhost") || host.equals("::1");
    }

    private int integer(String key) {
        return usable.getInt("chatka." + key);
    }

    private long bytes(String key) {
        return usable.getBytes("chatka." + key);
    }

    private Duration time(String key) {
        return usable.getDuration("chatka." + key);
    }
}
