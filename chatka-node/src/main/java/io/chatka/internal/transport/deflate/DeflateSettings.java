package io.chatka.internal.transport.deflate;

import static io.chatka.internal.setting.Kind.bytes;
import static io.chatka.internal.setting.Kind.flag;
import static io.chatka.internal.setting.Kind.integer;

import com.typesafe.config.Config;
import io.chatka.internal.setting.Section;
import io.chatka.internal.setting.Setting;

/**
 * Whether and how messages are compressed.
 *
 * @param level from 1 (fast) to 9 (small)
 * @param above bytes; shorter texts are sent as they are
 */
public record DeflateSettings(boolean enabled, int level, int above) {
    public static final Section COMPRESSION = new Section("Compression", "chatka.server.compression");

    private static final Setting<Boolean> ENABLED = COMPRESSION
            .setting("enabled", "off", flag())
            .means("Compress each message (permessage-deflate) for clients that offer it. A client's message that is"
                    + " larger than `limits.frame` when decompressed closes its connection (1009).");
    private static final Setting<Integer> LEVEL =
            COMPRESSION.setting("level", 1, integer(1, 9)).means("From 1 (fast) to 9 (small).");
    private static final Setting<Integer> ABOVE = COMPRESSION
            .setting("above", 128, bytes("0B", "1MiB"))
            .means("Texts of up to this many bytes are sent as they are.");

    /** @throws io.chatka.api.ConfigException if a setting cannot be used */
    public static DeflateSettings read(Config config) {
        return new DeflateSettings(ENABLED.in(config), LEVEL.in(config), ABOVE.in(config));
    }
}
