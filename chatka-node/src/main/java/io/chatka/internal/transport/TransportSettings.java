package io.chatka.internal.transport;

import com.typesafe.config.Config;
import io.chatka.api.ConfigException;
import io.chatka.internal.config.ChatSettings;
import io.chatka.internal.config.LimitSettings;
import io.chatka.internal.setting.Section;
import io.chatka.internal.transport.deflate.DeflateSettings;
import io.chatka.internal.transport.proxy.ProxySettings;
import io.chatka.internal.transport.tls.TlsSettings;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * All settings of the transport.
 *
 * @param tls empty for none
 */
public record TransportSettings(
        ListenSettings listen,
        HttpSettings http,
        CapacitySettings capacity,
        TrafficSettings traffic,
        LimitSettings limits,
        Optional<TlsSettings> tls,
        ProxySettings proxies,
        DeflateSettings compression) {

    /** Of the transport. */
    public static final List<Section> SECTIONS = List.of(
            ListenSettings.ADDRESSES,
            ListenSettings.LOOPS,
            HttpSettings.PAGES,
            HttpSettings.HANDSHAKES,
            CapacitySettings.CAPACITY,
            TrafficSettings.CLIENT,
            TrafficSettings.SLOW,
            TlsSettings.TLS,
            ProxySettings.PROXIES,
            DeflateSettings.COMPRESSION);

    /** @throws ConfigException if a setting cannot be used */
    public static TransportSettings read(Config config, ChatSettings chat) {
        return new TransportSettings(
                ListenSettings.read(config),
                HttpSettings.read(config),
                CapacitySettings.read(config),
                TrafficSettings.read(config, chat.heartbeat()),
                chat.limits(),
                TlsSettings.read(config),
                ProxySettings.read(config),
                DeflateSettings.read(config));
    }

    /** How exactly deadlines are kept: a twentieth of the shortest, at most half a second. */
    Duration tick() {
        long shortest = traffic.shortest(http.handshake()).toMillis();
        return Duration.ofMillis(Math.min(500, Math.max(5, shortest / 20)));
    }
}
