package io.chatka.bench;

import io.chatka.tools.CannotRun;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.URI;
import java.net.URISyntaxException;

/**
 * Where the server is, and what it speaks.
 *
 * @param path of the WebSocket endpoint; {@code {room}} in it stands for the room
 * @param dialect that is spoken there
 */
record Target(boolean tls, String host, InetSocketAddress address, String path, Dialects dialect) {
    static final String ROOM = "{room}";

    /** @throws CannotRun if that is no URL of a WebSocket server, or its host has no address */
    static Target parse(String url, Dialects dialect) {
        String right = "--url takes the address of a server, such as ws://localhost:8000";
        URI uri;
        try {
            uri = new URI(url.replace(ROOM, "_room_"));
        } catch (URISyntaxException wrong) {
            throw new CannotRun(right + ", and was given \"" + url + "\"");
        }
        boolean tls = "wss".equals(uri.getScheme());
        if ((!tls && !"ws".equals(uri.getScheme())) || uri.getHost() == null) {
            throw new CannotRun(right + ", and was given \"" + url + "\"");
        }
        int port = uri.getPort() >= 0 ? uri.getPort() : tls ? 443 : 80;
        InetSocketAddress address = new InetSocketAddress(uri.getHost(), port);
        if (address.isUnresolved()) {
            throw new CannotRun("--url names a host that has no address: " + uri.getHost());
        }
        return new Target(tls, uri.getHost(), address, path(uri, dialect), dialect);
    }

    private static String path(URI uri, Dialects dialect) {
        String path = uri.getRawPath() == null ? "" : uri.getRawPath().replace("_room_", ROOM);
        String query = uri.getRawQuery() == null ? null : uri.getRawQuery().replace("_room_", ROOM);
        return dialect.endpoint(path, query);
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
