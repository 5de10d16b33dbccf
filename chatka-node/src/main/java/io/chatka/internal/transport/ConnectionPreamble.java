package io.chatka.internal.transport;

import io.chatka.internal.meter.NodeMeter;
import io.chatka.internal.transport.proxy.ClientAddresses;
import io.chatka.internal.transport.proxy.ProxyHeaders;
import io.chatka.internal.transport.tls.Tls;
import io.netty.channel.Channel;

/** What precedes HTTP on a new connection, if it is configured: a proxy's header, then TLS. */
final class ConnectionPreamble {
    private final Tls tls;
    private final ClientAddresses clients;
    private final ProxyHeaders headers;

    /** @param tls null for none */
    ConnectionPreamble(Tls tls, ClientAddresses clients, NodeMeter meter) {
        this.tls = tls;
        this.clients = clients;
        this.headers = new ProxyHeaders(meter);
    }

    void begin(Channel channel) {
        if (clients.beginsWithHeader(channel)) {
            headers.expect(channel.pipeline());
        }
        if (tls != null) {
            channel.pipeline().addLast(tls.newHandler(channel));
        }
    }
}
