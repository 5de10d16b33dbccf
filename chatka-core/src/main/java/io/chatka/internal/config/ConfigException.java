package io.chatka.internal.config;

import java.util.Optional;

/** A setting that cannot be used. The message is one line that names the key and what would be right. */
public final class ConfigException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** Null if it is about no single one. */
    private final String key;

    public ConfigException(String message) {
        this(null, message);
    }

    /** @param key of the setting, or where several settings stand that it is about, such as {@code chatka.redis} */
    public ConfigException(String key, String message) {
        super(message);
        this.key = key;
    }

    public Optional<String> key() {
        return Optional.ofNullable(key);
    }
}
