package io.chatka.bench;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.URI;
import java.net.URISyntaxException;

/**
 * Where the server is.
 *
 * @param path of the WebSocket endpoint, with {@code {room}} in it
 */
record Target(boolean tls, String host, InetSocketAddress address, String path) {
    private static final String ROOM = "{room}";

    /** @throws BadOption if that is no URL of a WebSocket server, or its host has no address */
    static Target parse(String url) {
        String right = "--url takes the address of a Chatka, such as ws://localhost:8000";
        URI uri;
        try {
            uri = new URI(url.replace(ROOM, "_room_"));
        } catch (URISyntaxException wrong) {
            throw new BadOption(right + ", and was given \"" + url + "\"");
        }
        boolean tls = "wss".equals(uri.getScheme());
        if ((!tls && !"ws".equals(uri.getScheme())) || uri.getHost() == null) {
            throw new BadOption(right + ", and was given \"" + url + "\"");
        }
        int port = uri.getPort() >= 0 ? uri.getPort() : tls ? 443 : 80;
        InetSocketAddress address = new InetSocketAddress(uri.getHost(), port);
        if (address.isUnresolved()) {
            throw new BadOption("--url names a host that has no address: " + uri.getHost());
        }
        return new Target(tls, uri.getHost(), address, path(uri));
    }

    private static String path(URI uri) {
        String path = uri.getRawPath() == null ? "" : uri.getRawPath().replace("_room_", ROOM);
        if (!path.contains(ROOM)) {
            String base = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
            path = (base.endsWith("/ws") ? base : base + "/ws") + '/' + ROOM;
        }
        return uri.getRawQuery() == null ? path : path + '?' + uri.getRawQuery();
    }

    String pathOf(String room) {
        return path.replace(ROOM, room);
    }

    /** What belongs into the {@code Host} header. */
    String authority() {
        return host + ':' + address.getPort();
    }

    String url() {
        return (tls ? "wss://" : "ws://") + authority();
    }

    /** Whether the server runs on this machine. */
    boolean local() {
        InetAddress ip = address.getAddress();
        try {
            return ip.isLoopbackAddress() || NetworkInterface.getByInetAddress(ip) != null;
        } catch (SocketException unknown) {
            return false;
        }
    }
}
