package io.chatka.server;

import static io.chatka.internal.setting.Kind.duration;
import static io.chatka.internal.setting.Kind.oneOf;

import com.typesafe.config.Config;
import io.chatka.hooks.HookSettings;
import io.chatka.internal.node.NodeSettings;
import io.chatka.internal.setting.Section;
import io.chatka.internal.setting.Setting;
import io.chatka.internal.setting.Settings;
import io.chatka.jwt.JwtSettings;
import io.chatka.server.metrics.PushSettings;
import java.time.Duration;
import java.util.List;

/** Settings of the server program that do not concern its node. */
final class ServerSettings {
    private static final Section LOOPS = new Section("Event loops and sockets", "chatka.server");

    static final Setting<Duration> WARM_UP = LOOPS.setting("warm-up", "400ms", duration("0s", "1m"))
            .means("How long `serve` exercises a server of its own before it is ready, so that the first clients meet"
                    + " compiled code; 0 for not at all.");

    private static final Section LOGGING = new Section("Logging", "chatka.server");

    static final Setting<Logging.Format> LOG_FORMAT =
            LOGGING.setting("log-format", "text", oneOf(Logging.Format.class)).means("`json` is for machines.");
    private static final Setting<Logging.Verbosity> LOG_LEVEL = LOGGING.setting(
                    "log-level", "info", oneOf(Logging.Verbosity.class))
            .atOnce()
            .means("How much the server logs. It has no effect if Logback has a configuration of its own"
                    + " (`-Dlogback.configurationFile`).");

    /** Of this module. */
    static final List<Section> SECTIONS = List.of(LOOPS, LOGGING, PushSettings.SECTION);

    /** Of the whole program. */
    static final Settings ALL = NodeSettings.settings()
            .and(JwtSettings.SECTIONS)
            .and(HookSettings.SECTIONS)
            .and(SECTIONS);

    private ServerSettings() {}

    static void startLogging(Config config) {
        Logging.start(LOG_FORMAT.in(config), LOG_LEVEL.in(config));
    }

    static void applyLogLevel(Config config) {
        Logging.setVerbosity(LOG_LEVEL.in(config));
    }
}
