package io.chatka.internal.transport;

import static io.chatka.internal.setting.Kind.bytes;
import static io.chatka.internal.setting.Kind.duration;
import static io.chatka.internal.setting.Kind.integer;

import com.typesafe.config.Config;
import io.chatka.internal.config.ChatSettings;
import io.chatka.internal.config.LimitSettings;
import io.chatka.internal.config.Rate;
import io.chatka.internal.config.RateSetting;
import io.chatka.internal.setting.Section;
import io.chatka.internal.setting.Setting;
import java.time.Duration;
import java.util.List;

/**
 * Limits and deadlines of a WebSocket.
 *
 * @param queued in bytes
 */
public record TrafficSettings(
        ChatSettings.Heartbeat heartbeat, Duration hello, Duration unfinished, Rate frames, int queued, Duration slow) {
    static final Section CLIENT = new Section("Limits of a client", "chatka.limits");

    private static final RateSetting FRAMES = RateSetting.of(
            CLIENT,
            "frames",
            "2000 in 10s",
            integer(1, 1_000_000),
            "Frames from one connection in `per`; closed (1008, `rate`) above. A text that is too short to be a"
                    + " command counts 32 times.");
    private static final Setting<Duration> HELLO = CLIENT.setting("hello", "10s", duration("10ms", "1h"))
            .newConnections()
            .means("From the handshake on `/ws` to the first frame; closed (4000) at the limit.");
    private static final Setting<Duration> UNFINISHED = CLIENT.setting("unfinished", "30s", duration("10ms", "1h"))
            .newConnections()
            .means("From the first byte of a message to its last; closed (4003) at the limit.");

    static final Section SLOW = new Section("Slow readers", "chatka.limits");

    public static final Setting<Integer> QUEUED = SLOW.setting("queued", "256KiB", bytes("1KiB", "2047MiB"))
            .newConnections()
            .means("Bytes queued towards one socket; above, the node drops messages and sends a `gap`.");
    private static final Setting<Duration> SLOW_TIME = SLOW.setting("slow", "10s", duration("10ms", "1h"))
            .newConnections()
            .means("The node closes (4002) a connection that stays above `queued` for this long and takes less than a"
                    + " quarter of it meanwhile.");

    static TrafficSettings read(Config config, ChatSettings.Heartbeat heartbeat) {
        return new TrafficSettings(
                heartbeat,
                HELLO.in(config),
                UNFINISHED.in(config),
                LimitSettings.rate(config, FRAMES),
                QUEUED.in(config),
                SLOW_TIME.in(config));
    }

    Duration shortest(Duration handshake) {
        Duration shortest = handshake;
        for (Duration other : List.of(heartbeat.timeout(), heartbeat.interval(), hello, slow, unfinished)) {
            shortest = other.compareTo(shortest) < 0 ? other : shortest;
        }
        return shortest;
    }
}
