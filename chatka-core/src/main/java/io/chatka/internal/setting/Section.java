package io.chatka.internal.setting;

import com.typesafe.config.Config;
import io.chatka.api.ConfigException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Settings that are documented in one table, in the order in which they are defined. Filled while the class that holds it is
 * initialised, and not changed later.
 */
public final class Section {
    private final String title;
    private final String path;
    private final Consumer<Config> together;
    private final List<Setting<?>> settings = new ArrayList<>();

    /**
     * @param title the heading in docs/configuration.md; sections of several modules may share one
     * @param path that the keys begin with
     */
    public Section(String title, String path) {
        this(title, path, config -> {});
    }

    /** @param together throws a {@link ConfigException} if settings that are usable each are not so together */
    public Section(String title, String path, Consumer<Config> together) {
        this.title = title;
        this.path = path;
        this.together = together;
    }

    public String title() {
        return title;
    }

    public List<Setting<?>> settings() {
        return List.copyOf(settings);
    }

    /** @throws ConfigException if settings that are usable each are not so together */
    void checkTogether(Config config) {
        together.accept(config);
    }

    /** @param byDefault as it is written in a file, without quotes */
    public <T> Draft<T> setting(String name, Object byDefault, Kind<T> kind) {
        return new Draft<>(path + "." + name, byDefault.toString(), kind);
    }

    /** A setting that takes effect after a restart, unless said otherwise. */
    public final class Draft<T> {
        private final String key;
        private final String byDefault;
        private final Kind<T> kind;
        private Setting.Effect effect = Setting.Effect.RESTART;

        private Draft(String key, String byDefault, Kind<T> kind) {
            this.key = key;
            this.byDefault = byDefault;
            this.kind = kind;
        }

        public Draft<T> atOnce() {
            effect = Setting.Effect.AT_ONCE;
            return this;
        }

        public Draft<T> newConnections() {
            effect = Setting.Effect.NEW_CONNECTIONS;
            return this;
        }

        /** @param meaning one sentence, in Markdown */
        public Setting<T> means(String meaning) {
            Setting<T> setting = new Setting<>(key, kind, byDefault, effect, meaning);
            settings.add(setting);
            return setting;
        }
    }
}
