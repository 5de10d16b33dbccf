package io.chatka.api;

import java.util.Optional;

/**
 * A setting has a value that cannot be used. The message is one line that names the key and what
 * would be right.
 */
public final class ConfigException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** Null if the fault belongs to no single setting or group. */
    private final String key;

    public ConfigException(String message) {
        this(null, message);
    }

    /**
     * @param key of the setting, or of the group that has the fault, such as {@code chatka.redis}
     */
    public ConfigException(String key, String message) {
        super(message);
        this.key = key;
    }

    /** The key of the setting or group with the fault; empty if the fault belongs to none. */
    public Optional<String> key() {
        return Optional.ofNullable(key);
    }
}
