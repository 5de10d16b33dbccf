package io.chatka.internal.config;

import static io.chatka.internal.setting.Kind.duration;

import com.typesafe.config.Config;
import io.chatka.api.ConfigException;
import io.chatka.internal.broker.BrokerProvider;
import io.chatka.internal.broker.EmbeddedSettings;
import io.chatka.internal.broker.HistorySettings;
import io.chatka.internal.permission.Permissions;
import io.chatka.internal.setting.Section;
import io.chatka.internal.setting.Setting;
import java.time.Duration;
import java.util.List;

/** The values of all settings that the actors and the embedded broker read. */
public record ChatSettings(
        Heartbeat heartbeat,
        LimitSettings limits,
        RoomSettings rooms,
        Replay replay,
        Page page,
        HistorySettings history,
        EmbeddedSettings embedded,
        Auth auth) {

    /** @param guests whether clients may come without a token */
    public record Auth(boolean guests, Permissions permissions) {}

    public record Heartbeat(Duration interval, Duration timeout) {}

    /** Maximum replay on a rejoin. */
    public record Replay(int messages, int bytes) {}

    /** Maximum size of one reply to {@code history}. */
    public record Page(int messages, int bytes) {}

    public boolean guests() {
        return auth.guests;
    }

    public Permissions permissions() {
        return auth.permissions;
    }

    private static final Section HEARTBEAT = new Section("Heartbeat", "chatka.heartbeat");

    private static final Setting<Duration> INTERVAL = HEARTBEAT
            .setting("interval", "25s", duration("100ms", "1d"))
            .means("The node sends a WebSocket ping to a connection that has been silent for this long.");
    private static final Setting<Duration> TIMEOUT = HEARTBEAT
            .setting("timeout", "10s", duration("100ms", "1d"))
            .means("The node closes (4001) a connection that sends nothing for this long after the ping.");

    /** All sections of this module. */
    public static final List<Section> SECTIONS = List.of(
            BrokerProvider.SECTION,
            HEARTBEAT,
            AuthSettings.AUTH,
            LimitSettings.CLIENT,
            LimitSettings.SLOW,
            RoomSettings.ROOMS,
            RoomSettings.PRESENCE,
            FilterSettings.FILTER,
            History.HISTORY,
            History.EMBEDDED);

    /** @throws ConfigException if a setting cannot be used */
    public static ChatSettings read(Config config) {
        HistorySettings history = History.settings(config);
        return new ChatSettings(
                new Heartbeat(INTERVAL.in(config), TIMEOUT.in(config)),
                LimitSettings.read(config),
                RoomSettings.read(config),
                History.replay(config),
                History.page(config),
                history,
                History.embedded(config, history),
                new Auth(AuthSettings.GUESTS.in(config) != AuthSettings.Guests.OFF, AuthSettings.permissions(config)));
    }
}
