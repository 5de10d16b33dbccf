package io.chatka.bench;

import io.chatka.tools.CannotRun;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** The dialects there are: what {@code --dialect} takes. */
enum Dialects {
    /** The {@code chatka.v1} of docs/protocol.md. */
    CHATKA("chatka.v1", ChatkaDialect::new) {
        @Override
        String endpoint(String path, String query) {
            String full = path;
            if (!path.contains(Target.ROOM)) {
                String base = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
                full = (base.endsWith("/ws") ? base : base + "/ws") + '/' + Target.ROOM;
            }
            return query == null ? full : full + '?' + query;
        }
    },

    /** Socket.IO's own protocol, version 5, over Engine.IO's, version 4, on a WebSocket from the beginning. */
    SOCKETIO(null, SocketIoDialect::new) {
        @Override
        String endpoint(String path, String query) {
            String transport = "EIO=4&transport=websocket";
            return (path.length() > 1 ? path : "/socket.io/")
                    + '?'
                    + (query == null ? transport : query + '&' + transport);
        }
    },

    /** Centrifugo's bidirectional protocol in JSON. */
    CENTRIFUGO(null, CentrifugoDialect::new) {
        @Override
        String endpoint(String path, String query) {
            String full = path.length() > 1 ? path : "/connection/websocket";
            return query == null ? full : full + '?' + query;
        }
    };

    private final String subprotocol;
    private final Supplier<Dialect> maker;

    Dialects(String subprotocol, Supplier<Dialect> maker) {
        this.subprotocol = subprotocol;
        this.maker = maker;
    }

    /** Reads an option's value; null is Chatka's own. */
    static Dialects named(String name) {
        if (name == null) {
            return CHATKA;
        }
        return Arrays.stream(values())
                .filter(dialect -> dialect.toString().equals(name))
                .findFirst()
                .orElseThrow(() -> new CannotRun("--dialect takes "
                        + Arrays.stream(values()).map(Dialects::toString).collect(Collectors.joining(", "))
                        + ", and was given \"" + name + "\""));
    }

    /**
     * What the handshake asks for.
     *
     * @param path of the URL that the user gave, often empty
     * @param query of it, or null
     */
    abstract String endpoint(String path, String query);

    /** What the handshake offers as {@code Sec-WebSocket-Protocol}, or null. */
    String subprotocol() {
        return subprotocol;
    }

    /** A new one, for one event loop. */
    Dialect create() {
        return maker.get();
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
