package io.chatka.server;

import com.typesafe.config.Config;
import io.chatka.Chatka;
import io.chatka.NodeBuilder;
import io.chatka.api.ConfigException;
import io.chatka.api.ListenException;
import io.chatka.internal.node.Node;
import io.chatka.internal.transport.ListenSettings;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Chats with a server of its own for a moment, so that the first clients of the real one do not meet code that the JVM still
 * interprets: what was called a few hundred times is compiled, here or soon after.
 *
 * <p>That server is an ordinary one, on the loopback interface and a port that is free, with its own actors and an embedded broker of
 * its own. Nothing of it is left when the real one starts. Blocks.
 */
final class WarmUp {
    private static final Logger LOG = LoggerFactory.getLogger(WarmUp.class);
    private static final int MEMBERS = 4;
    private static final int MESSAGES = 3;
    private static final String TEXT =
            "practice makes perfect, and what is practised is said again and again ".repeat(2);

    private final long deadline;
    private int rounds;

    private WarmUp(Duration time) {
        this.deadline = System.nanoTime() + time.toNanos();
    }

    /**
     * Does what there is time for; where that is not possible, nothing: the real start will say why.
     *
     * @return how many rounds of four users there was time for
     */
    static int run(Config settings, Duration time) {
        if (time.isZero()) {
            return 0;
        }
        WarmUp warmUp = new WarmUp(time);
        try {
            Node node = (Node) isolated(settings).start();
            try {
                warmUp.chat(node.port());
            } finally {
                // It takes a while for threads to end, and nobody has to wait for these.
                new Thread(node::discard, "chatka-warm-up").start();
            }
        } catch (ConfigException | ListenException | IOException notHere) {
            LOG.debug("the warm-up ended early: {}", notHere.getMessage());
        }
        return warmUp.rounds;
    }

    /** The defaults, whatever the real server's limits are; and figures, since the real server has them on the way of a message. */
    private static NodeBuilder isolated(Config settings) {
        return Chatka.node()
                .port(0)
                .eventLoops(1)
                .set("chatka.server.io", ListenSettings.IO.in(settings).toString())
                .set("chatka.limits.rate", "off")
                .meters(new PrometheusMeterRegistry(PrometheusConfig.DEFAULT));
    }

    private void chat(int port) throws IOException {
        for (; System.nanoTime() - deadline < 0; rounds++) {
            List<WarmUpClient> members = new ArrayList<>();
            try {
                chatInRoom(members, port, "/ws/warm-up-" + rounds);
            } finally {
                for (WarmUpClient member : members) {
                    member.close();
                }
            }
        }
    }

    /** What clients do: come, talk, one at a time and all at once, leave, come back, and go. */
    private static void chatInRoom(List<WarmUpClient> members, int port, String path) throws IOException {
        for (int i = 0; i < MEMBERS; i++) {
            members.add(new WarmUpClient(port, path));
            members.get(i).await("\"joined\"", 1);
        }
        members.get(0).say("{\"type\":\"say\",\"id\":1,\"text\":\"" + TEXT + "\"}");
        members.get(0).await("\"ok\"", 1);
        awaitMessages(members, 1);
        for (WarmUpClient member : members) {
            for (int n = 0; n < MESSAGES; n++) {
                member.say("{\"type\":\"say\",\"text\":\"" + TEXT + "\"}");
            }
        }
        awaitMessages(members, MEMBERS * MESSAGES);
        WarmUpClient first = members.get(0);
        first.say("{\"type\":\"ping\",\"id\":2}");
        first.say("{\"type\":\"leave\",\"id\":3}");
        first.say("{\"type\":\"join\",\"id\":4}");
        first.await("\"id\":4", 1);
        first.sayGoodbye();
    }

    private static void awaitMessages(List<WarmUpClient> members, int count) throws IOException {
        for (WarmUpClient member : members) {
            member.await("\"type\":\"message\"", count);
        }
    }
}
