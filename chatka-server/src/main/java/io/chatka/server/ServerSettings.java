package io.chatka.server;

import com.typesafe.config.Config;
import io.chatka.internal.config.Reader;
import io.chatka.server.metrics.PushSettings;
import java.time.Duration;

/** Settings of the program, which a node knows nothing of. */
final class ServerSettings {
    private ServerSettings() {}

    /** @throws io.chatka.api.ConfigException if one cannot be used */
    static void check(Config config) {
        PushSettings.read(config);
        Reader server = new Reader(config, "chatka.server");
        server.duration("warm-up", Duration.ZERO, WarmUp.LONGEST);
        server.oneOf("log-format", Logging.Format.class);
        server.oneOf("log-level", Logging.Verbosity.class);
    }

    static void applyLogLevel(Config config) {
        Logging.say(new Reader(config, "chatka.server").oneOf("log-level", Logging.Verbosity.class));
    }
}
