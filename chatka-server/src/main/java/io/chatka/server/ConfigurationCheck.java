package io.chatka.server;

import com.typesafe.config.Config;
import io.chatka.config.ConfigException;
import io.chatka.doctor.Finding;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What {@code ./chatka doctor} finds in a configuration: all that stops a start, and what can hardly be meant. */
final class ConfigurationCheck {
    private static final String NAME = "configuration";

    private final List<Finding> findings = new ArrayList<>();
    private Config usable;

    /** Reads it; what cannot be used becomes a finding, and its default takes its place. */
    ConfigurationCheck(ServerOptions options) {
        Settings.Checked checked = options.check();
        checked.faults().forEach(this::stopsTheStart);
        usable = checked.usable();
        contradictions();
        if (findings.isEmpty()) {
            findings.add(Finding.ok(NAME, "every key is known, and every value can be used"));
        }
    }

    /** What the other checks are about. */
    Config usable() {
        return usable;
    }

    List<Finding> findings() {
        return findings;
    }

    private void stopsTheStart(ConfigException fault) {
        findings.add(Finding.problem(NAME, fault.getMessage(), "correct it: the server does not start with this"));
    }

    private void contradictions() {
        if (integer("server.port") != 0
                && usable.getString("chatka.server.admin-port").equals(usable.getString("chatka.server.port"))
                && usable.getString("chatka.server.host").equals(usable.getString("chatka.server.admin-host"))) {
            findings.add(Finding.problem(
                    NAME, "chatka.server.port and admin-port are the same", "choose another with --admin-port"));
        }
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
        if (!isLoopback("server.host")
                && usable.getStringList("chatka.server.allowed-origins").contains("*")) {
            warn(
                    "chatka.server.allowed-origins is *: any page on the web may connect in its visitor's name",
                    "name the pages that may");
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
