package io.chatka.internal.node;

import com.typesafe.config.Config;

/** The configuration in use; each reload replaces it. Thread-safe. */
final class CurrentSettings {
    private volatile Config config;
    private volatile NodeSettings settings;

    CurrentSettings(Config config, NodeSettings settings) {
        this.config = config;
        this.settings = settings;
    }

    void change(Config effective, NodeSettings read) {
        config = effective;
        settings = read;
    }

    Config config() {
        return config;
    }

    NodeSettings settings() {
        return settings;
    }
}
