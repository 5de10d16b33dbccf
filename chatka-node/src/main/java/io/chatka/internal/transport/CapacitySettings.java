package io.chatka.internal.transport;

import static io.chatka.internal.setting.Kind.integer;

import com.typesafe.config.Config;
import io.chatka.internal.config.LimitSettings;
import io.chatka.internal.setting.Section;
import io.chatka.internal.setting.Setting;

/**
 * How many clients the node admits.
 *
 * @param connections -1 for what the open-file limit allows
 * @param perAddress 0 for no limit
 * @param handshakesPerSecond 0 for no limit
 */
public record CapacitySettings(int connections, int perAddress, int descriptorReserve, int handshakesPerSecond) {
    static final Section CAPACITY = new Section("Capacity of a node", "chatka.limits");

    private static final Setting<Integer> CONNECTIONS = CAPACITY.setting(
                    "connections", "auto", integer(1, 100_000_000).or("auto", -1))
            .atOnce()
            .means("Connections of this node; a handshake gets 503 above. `auto` is the open-file limit minus"
                    + " `descriptor-reserve`.");
    private static final Setting<Integer> PER_ADDRESS = CAPACITY.setting(
                    "connections-per-address", "off", integer(1, 100_000_000).or("off", 0))
            .means("Connections from one address (IPv6: one /64) to this node; a handshake gets 503 above. A proxy"
                    + " that `server.proxies` does not trust is one address.");
    private static final Setting<Integer> HANDSHAKES = CAPACITY.setting(
                    "handshakes-per-second", 1000, integer(1, 1_000_000))
            .atOnce()
            .means("Handshakes of this node in one second; 503 with `Retry-After` above.");
    public static final Setting<Integer> DESCRIPTOR_RESERVE = CAPACITY.setting(
                    "descriptor-reserve", 1024, integer(16, 1 << 20))
            .means("Descriptors reserved for files, Redis, the admin port and handshakes that are being refused.");

    static CapacitySettings read(Config config) {
        return new CapacitySettings(
                CONNECTIONS.in(config),
                PER_ADDRESS.in(config),
                DESCRIPTOR_RESERVE.in(config),
                LimitSettings.RATE.in(config) ? HANDSHAKES.in(config) : 0);
    }
}
