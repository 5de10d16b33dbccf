package io.chatka.internal.transport;

import com.typesafe.config.Config;
import io.chatka.api.WebFiles;
import io.chatka.internal.actor.ChatSupervisor;
import io.chatka.internal.actor.Extensions;
import io.chatka.internal.actor.UserActor;
import io.chatka.internal.config.ChatSettings;
import io.chatka.internal.fault.Closing;
import io.chatka.internal.meter.NodeMeter;
import io.chatka.internal.node.Configuration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/**
 * The transport of the chat server, from the listening socket to {@link NettyConnection}, with an
 * echo in place of chat. Its limits are those that the Autobahn suite needs: messages of 16 MiB,
 * and no bounds on frames and time.
 */
public final class EchoServer implements AutoCloseable {
    private static final Health WELL = new Health() {
        @Override
        public boolean starting() {
            return false;
        }

        @Override
        public boolean shortOfMemory() {
            return false;
        }

        @Override
        public List<String> notLiveBecause() {
            return List.of();
        }

        @Override
        public List<String> notReadyBecause() {
            return List.of();
        }
    };

    /** Time limits, which a slow suite must not reach. */
    private static final List<String> LIMITS = List.of(
            "chatka.limits.handshake",
            "chatka.limits.unfinished",
            "chatka.limits.slow",
            "chatka.heartbeat.interval",
            "chatka.heartbeat.timeout");

    private final Closing closing = new Closing();
    private final Transport transport;
    private final ActorSystem<ChatSupervisor.Command> actors;

    /** @param port 0 for any that is free */
    public EchoServer(int port) {
        Map<String, Object> overrides = new HashMap<>(Map.of(
                "chatka.server.port", port,
                "chatka.limits.rate", "off",
                "chatka.limits.frame", "16MiB",
                "chatka.limits.queued", "64MiB"));
        LIMITS.forEach(limit -> overrides.put(limit, "10m"));
        Config config = Configuration.load(null, overrides);
        transport =
                new Transport(TransportSettings.read(config, ChatSettings.read(config)), NodeMeter.unread(), closing);
        actors = ActorSystem.create(supervisor(), "echo");
        closing.add("actors", actors::terminate);
        transport.listen(actors, Extensions.GUESTS, WELL, WebFiles.NONE, new EchoProtocol());
    }

    /**
     * Takes the place of the chat's supervisor: opens the session of each connection, and does
     * nothing else.
     */
    private static Behavior<ChatSupervisor.Command> supervisor() {
        return Behaviors.setup(context -> {
            ActorRef<UserActor.Command> nobody = context.spawn(Behaviors.ignore(), "nobody");
            return Behaviors.receive(ChatSupervisor.Command.class)
                    .onMessage(ChatSupervisor.Connect.class, connect -> {
                        connect.connection().lane().execute(() -> {
                            connect.connected().accept(nobody);
                            connect.connection().sessionOpened();
                        });
                        return Behaviors.same();
                    })
                    .build();
        });
    }

    public int port() {
        return transport.port();
    }

    @Override
    public void close() {
        closing.close();
    }

    /** @param arguments the port */
    public static void main(String[] arguments) {
        EchoServer server = new EchoServer(Integer.parseInt(arguments[0]));
        System.out.println("echo at ws://127.0.0.1:" + server.port() + "/ws");
    }
}
