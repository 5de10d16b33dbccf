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
 * Exercises a node of its own before the server starts, so that its first clients do not meet code
 * that the JVM still interprets: code that was called a few hundred times is compiled, then or soon
 * after.
 *
 * <p>It is an ordinary node on a free port of the loopback interface, with its own actors and an
 * embedded broker. It closes when the exercise is over; the server does not wait for its threads.
 * Blocks.
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
     * Repeats a round of four users until the time is over. A failure ends it early: the start of
     * the server then says why.
     *
     * @return how many rounds there was time for
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
                // Threads take a while to end, and the server need not wait for these.
                new Thread(node::discard, "chatka-warm-up").start();
            }
        } catch (ConfigException | ListenException | IOException notHere) {
            LOG.debug("the warm-up ended early: {}", notHere.getMessage());
        }
        return warmUp.rounds;
    }

    /**
     * A node with the default limits, whatever those of the server are. It has meters, since the
     * server records figures for each message.
     */
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

    /** What clients do: join, talk one at a time and all at once, leave, rejoin, and close. */
    private static void chatInRoom(List<WarmUpClient> members, int port, String path) throws IOException {
        for (int i = 0; i < MEMBERS; i++) {
            members.add(new WarmUpClient(port, path));
            members.get(i).await("\"joined\"", 1);
        }
        members.get(0).sendText("{\"type\":\"say\",\"id\":1,\"text\":\"" + TEXT + "\"}");
        members.get(0).await("\"ok\"", 1);
        awaitMessages(members, 1);
        for (WarmUpClient member : members) {
            for (int n = 0; n < MESSAGES; n++) {
                member.sendText("{\"type\":\"say\",\"text\":\"" + TEXT + "\"}");
            }
        }
        awaitMessages(members, MEMBERS * MESSAGES);
        WarmUpClient first = members.get(0);
        first.sendText("{\"type\":\"ping\",\"id\":2}");
        first.sendText("{\"type\":\"leave\",\"id\":3}");
        first.sendText("{\"type\":\"join\",\"id\":4}");
        first.await("\"id\":4", 1);
        first.sendClose();
    }

    private static void awaitMessages(List<WarmUpClient> members, int count) throws IOException {
        for (WarmUpClient member : members) {
            member.await("\"type\":\"message\"", count);
        }
    }
}
