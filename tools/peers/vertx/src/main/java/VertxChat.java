import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A chat of one verticle, and so on one event loop: a set of sockets for each room. */
public final class VertxChat extends VerticleBase {
    private static final class Room {
        final String name;
        final Set<ServerWebSocket> members = new LinkedHashSet<>();
        long seq;

        Room(String name) {
            this.name = name;
        }
    }

    private final int port;
    private final Map<String, Room> rooms = new HashMap<>();
    private long users;

    private VertxChat(int port) {
        this.port = port;
    }

    @Override
    public Future<?> start() {
        HttpServerOptions options = new HttpServerOptions()
                .setHost("127.0.0.1")
                .setPort(port)
                .setWebSocketSubProtocols(List.of("chatka.v1"))
                .setPerMessageWebSocketCompressionSupported(false)
                .setPerFrameWebSocketCompressionSupported(false);
        return vertx.createHttpServer(options).webSocketHandler(this::join).listen();
    }

    private void join(ServerWebSocket socket) {
        Room room = rooms.computeIfAbsent(socket.path().replaceFirst("^/ws/", ""), Room::new);
        String id = String.format("g-%012x", ++users);
        JsonObject user = new JsonObject()
                .put("id", id)
                .put("name", "guest-" + id.substring(10))
                .put("role", "guest");
        socket.exceptionHandler(failed -> {}); // the close handler follows
        socket.closeHandler(closed -> leave(room, socket));
        socket.textMessageHandler(frame -> say(room, socket, user, frame));
        room.members.add(socket);
        socket.writeTextMessage(new JsonObject()
                .put("type", "welcome")
                .put("protocol", "chatka.v1")
                .put("session", id)
                .put("user", user)
                .encode());
        socket.writeTextMessage(new JsonObject()
                .put("type", "joined")
                .put("room", room.name)
                .put("epoch", "vertx")
                .put("seq", room.seq)
                .put("recovered", false)
                .put("members", room.members.size())
                .encode());
    }

    private void say(Room room, ServerWebSocket socket, JsonObject user, String frame) {
        JsonObject command;
        try {
            command = new JsonObject(frame);
        } catch (DecodeException noJson) {
            return;
        }
        if (!"say".equals(command.getValue("type"))) {
            return;
        }
        String message = new JsonObject()
                .put("type", "message")
                .put("seq", ++room.seq)
                .put("at", System.currentTimeMillis())
                .put("room", room.name)
                .put("from", user)
                .put("text", command.getString("text"))
                .encode();
        for (ServerWebSocket member : room.members) {
            member.writeTextMessage(message);
        }
        if (command.containsKey("id")) {
            socket.writeTextMessage(new JsonObject()
                    .put("type", "ok")
                    .put("id", command.getValue("id"))
                    .put("seq", room.seq)
                    .encode());
        }
    }

    private void leave(Room room, ServerWebSocket socket) {
        room.members.remove(socket);
        if (room.members.isEmpty()) {
            rooms.remove(room.name, room);
        }
    }

    public static void main(String[] arguments) {
        Vertx.vertx()
                .deployVerticle(new VertxChat(Integer.parseInt(arguments[0])))
                .onFailure(failed -> {
                    System.err.println(failed);
                    System.exit(1);
                });
    }
}
