package io.chatka.config;

/** A setting that cannot be used. The message is one line that names the key and what would be right. */
public final class ConfigException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public ConfigException(String message) {
        super(message);
    }
}
