package io.chatka.internal.node;

import com.typesafe.config.Config;

/** The configuration that a node runs with; another one after each reload. Thread-safe. */
final class Live {
    private volatile Config config;
    private volatile NodeSettings settings;

    Live(Config config, NodeSettings settings) {
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
