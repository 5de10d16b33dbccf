package io.chatka.transport;

import io.chatka.meter.NodeMeter;
import io.chatka.transport.proxy.ClientAddresses;
import io.chatka.transport.proxy.ProxyHeaders;
import io.chatka.transport.tls.Tls;
import io.netty.channel.Channel;

/** What a new connection begins with before it speaks HTTP: the word of a proxy, then TLS, where these are set; else nothing. */
final class Edge {
    private final Tls tls;
    private final ClientAddresses clients;
    private final ProxyHeaders headers;

    /** @param tls null for none */
    Edge(Tls tls, ClientAddresses clients, NodeMeter meter) {
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
