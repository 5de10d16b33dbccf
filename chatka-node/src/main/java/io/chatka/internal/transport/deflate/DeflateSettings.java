package io.chatka.internal.transport.deflate;

import com.typesafe.config.Config;
import io.chatka.api.ConfigException;
import io.chatka.internal.config.Reader;

/**
 * Whether messages may be compressed, and how.
 *
 * @param level from 1 (fast) to 9 (small)
 * @param above bytes; shorter texts go as they are
 */
public record DeflateSettings(boolean enabled, int level, int above) {
    /** @throws ConfigException if a setting cannot be used */
    public static DeflateSettings read(Config root) {
        Reader compression = new Reader(root, "chatka.server.compression");
        return new DeflateSettings(compression.flag("enabled"), compression.integer("level", 1, 9), (int)
                compression.bytes("above", 0, 1 << 20));
    }
}
