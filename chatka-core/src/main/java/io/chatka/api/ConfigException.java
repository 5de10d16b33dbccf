package io.chatka.api;

import java.util.Optional;

/** A setting that cannot be used. The message is one line that names the key and what would be right. */
public final class ConfigException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** Null if the fault is not in one setting. */
    private final String key;

    public ConfigException(String message) {
        this(null, message);
    }

    /** @param key of the setting, or of the group that has the fault, such as {@code chatka.redis} */
    public ConfigException(String key, String message) {
        super(message);
        this.key = key;
    }

    public Optional<String> key() {
        return Optional.ofNullable(key);
    }
}
