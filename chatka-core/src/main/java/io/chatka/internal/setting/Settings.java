package io.chatka.internal.setting;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigValue;
import io.chatka.api.ConfigException;
import io.chatka.internal.setting.Setting.Effect;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** The settings of a program: those of its modules together. Immutable. */
public final class Settings {
    private final List<Section> sections;
    private final Map<String, Setting<?>> byKey = new TreeMap<>();

    private Settings(List<Section> sections) {
        this.sections = List.copyOf(sections);
        for (Section section : sections) {
            section.settings().forEach(setting -> byKey.put(setting.key(), setting));
        }
    }

    public static Settings of(List<Section> sections) {
        return new Settings(sections);
    }

    /** These, and those of another module; each section once. */
    public Settings and(List<Section> others) {
        List<Section> all = new ArrayList<>(sections);
        others.stream().filter(section -> !all.contains(section)).forEach(all::add);
        return new Settings(all);
    }

    /**
     * What a configuration is worth.
     *
     * @param settings that it was judged by
     * @param usable the configuration with the default in the place of each value that cannot be used
     * @param faults one for each setting that cannot be used
     * @param looked what was read, in words
     */
    public record Checked(Settings settings, Config usable, List<ConfigException> faults, List<String> looked) {}

    /** Finds all that is wrong, and not only the first; does not fail. */
    public Checked check(Config config) {
        List<ConfigException> faults = new ArrayList<>();
        Config usable = config;
        for (Setting<?> setting : byKey.values()) {
            try {
                setting.in(config);
            } catch (ConfigException fault) {
                faults.add(fault);
                usable = setting.reset(usable);
            }
        }
        for (Section section : sections) {
            usable = checkTogether(section, usable, faults);
        }
        return new Checked(this, usable, faults, List.of());
    }

    /** Resets what a fault is about, or else the whole section, until there is no fault. */
    private Config checkTogether(Section section, Config config, List<ConfigException> faults) {
        try {
            section.checkTogether(config);
            return config;
        } catch (ConfigException fault) {
            if (faults.stream().noneMatch(other -> other.getMessage().equals(fault.getMessage()))) {
                faults.add(fault);
            }
            Setting<?> one = byKey.get(fault.key().orElse(""));
            Config reset = one == null ? config : one.reset(config);
            if (reset.equals(config)) {
                for (Setting<?> setting : section.settings()) {
                    reset = setting.reset(reset);
                }
            }
            return reset.equals(config) ? config : checkTogether(section, reset, faults);
        }
    }

    public List<Section> sections() {
        return sections;
    }

    /** The keys of those that need no restart. */
    public TreeSet<String> live() {
        TreeSet<String> live = new TreeSet<>(byKey.keySet());
        live.removeIf(key -> effect(key) == Effect.RESTART);
        return live;
    }

    /** A setting whose value has changed; values as they may be shown. */
    public record Change(String key, String from, String to, Effect effect) {}

    /**
     * @param changes of all settings, also of those that need a restart
     * @param effective the old configuration with those changes that need none
     */
    public record Difference(List<Change> changes, Config effective) {}

    public Difference between(Config now, Config wanted) {
        Map<String, ConfigValue> before = values(now);
        Map<String, ConfigValue> after = values(wanted);
        TreeSet<String> either = new TreeSet<>(before.keySet());
        either.addAll(after.keySet());
        List<Change> changes = new ArrayList<>();
        Config effective = now;
        for (String key : either) {
            String from = text(before.get(key));
            String to = text(after.get(key));
            if (!from.equals(to)) {
                changes.add(new Change(key, Redaction.ofSetting(key, from), Redaction.ofSetting(key, to), effect(key)));
                if (effect(key) != Effect.RESTART) {
                    effective = effective.withValue(key, after.get(key));
                }
            }
        }
        return new Difference(List.copyOf(changes), effective);
    }

    private Effect effect(String key) {
        Setting<?> setting = byKey.get(key);
        return setting == null ? Effect.RESTART : setting.effect();
    }

    private static Map<String, ConfigValue> values(Config config) {
        Map<String, ConfigValue> values = new TreeMap<>();
        Config ours = config.hasPath("chatka") ? config.withOnlyPath("chatka") : ConfigFactory.empty();
        ours.entrySet().forEach(entry -> values.put(entry.getKey(), entry.getValue()));
        return values;
    }

    private static String text(ConfigValue value) {
        return value == null ? "" : String.valueOf(value.unwrapped());
    }
}
