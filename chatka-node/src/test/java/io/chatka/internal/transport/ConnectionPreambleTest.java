package io.chatka.internal.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.chatka.internal.config.ChatSettings;
import io.chatka.internal.meter.NodeMeter;
import io.chatka.internal.node.Configuration;
import io.chatka.internal.transport.proxy.ClientAddresses;
import io.netty.channel.embedded.EmbeddedChannel;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What stands in front of HTTP. */
class ConnectionPreambleTest {
    @Test
    void nothing_does_unless_it_is_set() {
        EmbeddedChannel channel = new EmbeddedChannel();
        List<String> before = channel.pipeline().names();
        begin(channel, Map.of());
        assertThat(channel.pipeline().names()).isEqualTo(before);
    }

    @Test
    void a_trusted_peer_begins_with_its_header_where_that_is_set() {
        EmbeddedChannel channel = new EmbeddedChannel();
        int before = channel.pipeline().names().size();
        // This channel has no address of its own, and counts as one of this machine.
        begin(
                channel,
                Map.of(
                        "chatka.server.proxies.trusted",
                        List.of(InetAddress.getLoopbackAddress().getHostAddress()),
                        "chatka.server.proxies.header",
                        "proxy-protocol"));
        assertThat(channel.pipeline().names()).hasSize(before + 2);
    }

    private static void begin(EmbeddedChannel channel, Map<String, Object> overrides) {
        var config = Configuration.load(null, overrides);
        TransportSettings settings = TransportSettings.read(config, ChatSettings.read(config));
        assertThat(settings.tls()).isEmpty();
        new ConnectionPreamble(null, new ClientAddresses(settings.proxies()), NodeMeter.unread()).begin(channel);
    }
}
