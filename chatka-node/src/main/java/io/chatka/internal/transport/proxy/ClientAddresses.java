package io.chatka.internal.transport.proxy;

import io.chatka.internal.transport.proxy.ProxySettings.Header;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.AttributeKey;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;

/** Finds the address of a connection's client. Thread-safe. */
public final class ClientAddresses {
    /** The address from the PROXY protocol; unset without it. */
    static final AttributeKey<InetAddress> CLIENT = AttributeKey.valueOf("chatka.client");

    private final ProxySettings settings;

    public ClientAddresses(ProxySettings settings) {
        this.settings = settings;
    }

    /** Whether this new connection has to begin with the header of the PROXY protocol. */
    public boolean beginsWithHeader(Channel channel) {
        return settings.header() == Header.PROXY_PROTOCOL
                && !settings.trusted().isEmpty()
                && settings.trusts(peer(channel));
    }

    /**
     * The client's address: the peer's, unless the peer is a trusted proxy that names another. In a
     * chain of proxies it is the last address that is not trusted, since that one may have made up
     * those before it.
     */
    public InetAddress of(Channel channel, HttpHeaders headers) {
        InetAddress peer = peer(channel);
        if (settings.trusted().isEmpty()) {
            return peer;
        }
        if (settings.header() == Header.PROXY_PROTOCOL) {
            InetAddress told = channel.attr(CLIENT).get();
            return told == null ? peer : told;
        }
        List<InetAddress> way = settings.header() == Header.FORWARDED
                ? ForwardedHeaders.forwarded(headers)
                : ForwardedHeaders.xForwardedFor(headers);
        InetAddress client = peer;
        for (int i = way.size() - 1; i >= 0 && way.get(i) != null && settings.trusts(client); i--) {
            client = way.get(i);
        }
        return client;
    }

    /** Whether the peer is a trusted proxy that writes headers, so that these are believed. */
    public boolean writesHeaders(Channel channel) {
        return settings.header() != Header.PROXY_PROTOCOL && settings.trusts(peer(channel));
    }

    private static InetAddress peer(Channel channel) {
        return channel.remoteAddress() instanceof InetSocketAddress address
                ? address.getAddress()
                : InetAddress.getLoopbackAddress();
    }
}
