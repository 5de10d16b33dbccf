package io.chatka.server;

import static io.chatka.internal.config.LimitSettings.DATA;
import static io.chatka.internal.config.LimitSettings.FRAME;
import static io.chatka.internal.config.LimitSettings.RATE;
import static io.chatka.internal.config.LimitSettings.TEXT;

import com.typesafe.config.Config;
import io.chatka.api.ConfigException;
import io.chatka.doctor.Finding;
import io.chatka.internal.config.History;
import io.chatka.internal.config.RoomSettings;
import io.chatka.internal.node.GuestsRule;
import io.chatka.internal.node.NodeSettings;
import io.chatka.internal.node.ProxyHeaderRule;
import io.chatka.internal.setting.Setting;
import io.chatka.internal.transport.HttpSettings;
import io.chatka.internal.transport.ListenSettings;
import io.chatka.internal.transport.TrafficSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Warns of valid settings that are probably mistakes: they contradict each other, or open what
 * should be closed.
 */
final class Contradictions {
    private static final String NAME = "configuration";

    private final List<Finding> findings = new ArrayList<>();
    private final Config usable;

    private Contradictions(Config usable) {
        this.usable = usable;
    }

    /** @param usable a configuration without faults */
    static List<Finding> in(Config usable) {
        Contradictions contradictions = new Contradictions(usable);
        contradictions.look();
        return contradictions.findings;
    }

    /** A problem, which stops the start, if both ports are the same. */
    static List<Finding> ofPorts(Config config) {
        int port = ListenSettings.PORT.in(config);
        return port != 0
                        && NodeSettings.ADMIN_PORT.in(config) == port
                        && overlap(ListenSettings.HOST.in(config), NodeSettings.ADMIN_HOST.in(config))
                ? List.of(Finding.problem(
                        NAME, "chatka.server.port and admin-port are the same", "choose another with --admin-port"))
                : List.of();
    }

    private void look() {
        findings.addAll(ofPorts(usable));
        rule(GuestsRule::require);
        rule(ProxyHeaderRule::require);
        queues(History.REPLAY_BYTES, "a rejoining client may overflow its queue");
        queues(History.PAGE_BYTES, "a client that reads history may overflow its queue");
        if (FRAME.in(usable) < 4L * TEXT.in(usable)) {
            warn(
                    "chatka.limits.text allows texts that chatka.limits.frame does not: a character has up to 4 bytes",
                    "raise limits.frame to at least 4 times limits.text, or lower limits.text");
        }
        if (FRAME.in(usable) < DATA.in(usable)) {
            warn(
                    "chatka.limits.data allows data that chatka.limits.frame does not",
                    "raise limits.frame above limits.data, or lower limits.data");
        }
        if (RoomSettings.NAMES.in(usable) > RoomSettings.BATCHED.in(usable)) {
            warn("chatka.rooms.presence.names is more than batched, so batched has no effect", "raise batched");
        }
        inOrder(NodeSettings.STUCK, NodeSettings.DEAD, "a node would be restarted before it is taken out of use");
        inOrder(NodeSettings.ECHO, NodeSettings.DEAF, "a broker that is well would count as deaf");
        if (!RATE.in(usable)) {
            warn(
                    "chatka.limits.rate is off, which is meant for load tests: anybody may flood every room",
                    "leave it at on");
        }
        String adminHost = NodeSettings.ADMIN_HOST.in(usable);
        if (!GuestsRule.isLoopback(adminHost) && NodeSettings.ADMIN_PORT.in(usable) >= 0) {
            warn(
                    "chatka.server.admin-host is " + adminHost + ", and the admin port has no login",
                    "keep it at 127.0.0.1, or off the networks that clients come from");
        }
        if (!GuestsRule.isLoopback(ListenSettings.HOST.in(usable))) {
            pages();
        }
    }

    private void rule(Consumer<Config> rule) {
        try {
            rule.accept(usable);
        } catch (ConfigException broken) {
            String[] parts = broken.getMessage().split("; ", 2);
            findings.add(Finding.problem(NAME, parts[0], parts[1]));
        }
    }

    private void pages() {
        List<String> origins = usable.getStringList(HttpSettings.ORIGINS.key());
        if (origins.contains("*")) {
            warn(
                    "chatka.server.allowed-origins is *: any page on the web may connect in its visitor's name",
                    "name the pages that may");
        } else if (origins.contains("null")) {
            warn(
                    "chatka.server.allowed-origins has null: any page on the web can become one without an origin",
                    "name the pages that may, if they have an origin");
        }
    }

    private void queues(Setting<Integer> bytes, String consequence) {
        if (bytes.in(usable) > TrafficSettings.QUEUED.in(usable)) {
            warn(
                    bytes.key() + " is more than chatka.limits.queued: " + consequence,
                    "lower the first, or raise the second");
        }
    }

    private void inOrder(Setting<Duration> shorter, Setting<Duration> longer, String consequence) {
        if (shorter.in(usable).compareTo(longer.in(usable)) >= 0) {
            warn(shorter.key() + " is not less than " + longer.key() + ": " + consequence, "raise the second");
        }
    }

    private void warn(String found, String remedy) {
        findings.add(Finding.warning(NAME, found, remedy));
    }

    /** Whether two sockets cannot listen on the same port of these hosts. */
    private static boolean overlap(String one, String other) {
        return one.equals(other)
                || isAny(one)
                || isAny(other)
                || GuestsRule.isLoopback(one)
                        && GuestsRule.isLoopback(other)
                        && (one.equals("localhost") || other.equals("localhost"));
    }

    private static boolean isAny(String host) {
        return host.equals("0.0.0.0") || host.equals("::");
    }
}
