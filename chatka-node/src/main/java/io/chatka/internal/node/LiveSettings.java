package io.chatka.internal.node;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigValue;
import io.chatka.internal.config.Redaction;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What can be changed while the server runs: the only place where it is said in the program. docs/configuration.md has a mark at each,
 * and a test compares them.
 *
 * <p>A connection keeps the limits that it began with: its client was told of them in {@code welcome}.
 */
public final class LiveSettings {

    /** When a change has an effect. */
    public enum Effect {
        AT_ONCE("at once"),
        NEW_CONNECTIONS("for new connections"),
        RESTART("after a restart");

        final String words;

        Effect(String words) {
            this.words = words;
        }
    }

    /** A setting whose value is another one than before; values as they may be shown. */
    record Change(String key, String from, String to, Effect effect) {}

    /**
     * @param changes of all settings, also of those that need a restart
     * @param effective the old configuration with those changes that need none
     */
    record Difference(List<Change> changes, Config effective) {}

    private static final List<String> AT_ONCE = List.of(
            "chatka.health.dead",
            "chatka.health.stuck",
            "chatka.limits.connections",
            "chatka.limits.handshakes-per-second",
            "chatka.limits.memory.refuse",
            "chatka.limits.memory.resume",
            "chatka.metrics.top",
            "chatka.server.drain",
            "chatka.server.drain-after",
            "chatka.server.log-level");

    private static final List<String> NEW_CONNECTIONS = List.of(
            "chatka.history.page.bytes",
            "chatka.history.page.messages",
            "chatka.limits.bytes.count",
            "chatka.limits.bytes.per",
            "chatka.limits.commands",
            "chatka.limits.data",
            "chatka.limits.errors-in-a-row",
            "chatka.limits.frame",
            "chatka.limits.frames.count",
            "chatka.limits.frames.per",
            "chatka.limits.handshake",
            "chatka.limits.headers",
            "chatka.limits.hello",
            "chatka.limits.histories.count",
            "chatka.limits.histories.per",
            "chatka.limits.joins.count",
            "chatka.limits.joins.per",
            "chatka.limits.keep-alive",
            "chatka.limits.messages.count",
            "chatka.limits.messages.per",
            "chatka.limits.queued",
            "chatka.limits.rate",
            "chatka.limits.rooms",
            "chatka.limits.slow",
            "chatka.limits.text",
            "chatka.limits.unfinished",
            "chatka.server.allowed-origins");

    private LiveSettings() {}

    /** Those that need no restart. */
    public static Set<String> keys() {
        Set<String> keys = new TreeSet<>(AT_ONCE);
        keys.addAll(NEW_CONNECTIONS);
        return keys;
    }

    public static Effect effect(String key) {
        if (AT_ONCE.contains(key)) {
            return Effect.AT_ONCE;
        }
        return NEW_CONNECTIONS.contains(key) ? Effect.NEW_CONNECTIONS : Effect.RESTART;
    }

    static Difference between(Config now, Config wanted) {
        Map<String, ConfigValue> before = values(now);
        Map<String, ConfigValue> after = values(wanted);
        List<Change> changes = new ArrayList<>();
        Config effective = now;
        Map<String, ConfigValue> either = new TreeMap<>(before);
        either.putAll(after);
        for (String key : either.keySet()) {
            String from = shown(key, before.get(key));
            String to = shown(key, after.get(key));
            if (!text(before.get(key)).equals(text(after.get(key)))) {
                Effect effect = effect(key);
                changes.add(new Change(key, from, to, effect));
                if (effect != Effect.RESTART) {
                    effective = effective.withValue(key, after.get(key));
                }
            }
        }
        return new Difference(List.copyOf(changes), effective);
    }

    private static Map<String, ConfigValue> values(Config config) {
        Map<String, ConfigValue> values = new TreeMap<>();
        Config ours = config.hasPath("chatka") ? config.withOnlyPath("chatka") : ConfigFactory.empty();
        ours.entrySet().forEach(entry -> values.put(entry.getKey(), entry.getValue()));
        return values;
    }

    private static String shown(String key, ConfigValue value) {
        return value == null ? "" : Redaction.ofSetting(key, text(value));
    }

    private static String text(ConfigValue value) {
        return value == null ? "" : String.valueOf(value.unwrapped());
    }
}
