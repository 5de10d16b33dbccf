package io.chatka.server.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.sun.net.httpserver.HttpServer;
import com.typesafe.config.Config;
import io.chatka.Chatka;
import io.chatka.ChatkaNode;
import io.chatka.testing.ChatClient;
import io.chatka.testing.TestServer;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** Pushed figures: what arrives, and what the log says if it cannot. */
class PushingIT {

    /** A node whose figures are pushed. */
    private record Pushed(Registries registries, ChatkaNode node) implements AutoCloseable {
        static Pushed start(Object... settings) {
            Config config = TestServer.configuration(settings);
            Registries registries = new Registries(PushSettings.read(config));
            return new Pushed(
                    registries,
                    Chatka.node().config(config).meters(registries.main()).start());
        }

        URI uri() {
            return URI.create("ws://127.0.0.1:" + node.port() + "/ws/pushed");
        }

        @Override
        public void close() {
            node.close();
            registries.close();
        }
    }

    @Test
    void statsd_gets_the_figures_by_udp() throws Exception {
        try (DatagramSocket statsd = new DatagramSocket(0, InetAddress.getLoopbackAddress());
                Pushed server = Pushed.start(
                        "metrics.every",
                        "100ms",
                        "metrics.statsd.host",
                        "127.0.0.1",
                        "metrics.statsd.port",
                        statsd.getLocalPort())) {
            Set<String> lines = linesSentTo(statsd);
            ChatClient ann = ChatClient.connect(server.uri());
            await().untilAsserted(() -> {
                // Again and again: what is counted before the socket to StatsD is open is lost with it.
                ann.send("{\"type\":\"say\",\"text\":\"x\"}");
                ann.next("message");
                assertThat(lines).anyMatch(line -> line.matches("chatka_connections,statistic=value:1(\\.0)?\\|g"));
                assertThat(lines).anyMatch(line -> line.matches("chatka_deliveries,statistic=count:[1-9].*\\|c"));
                assertThat(lines).anyMatch(line -> line.startsWith("chatka_delivery_latency_max,"));
            });
        }
    }

    /** Until the socket is closed. */
    private static Set<String> linesSentTo(DatagramSocket socket) {
        Set<String> lines = new ConcurrentSkipListSet<>();
        Thread reader = new Thread(() -> {
            DatagramPacket packet = new DatagramPacket(new byte[65_507], 65_507);
            try {
                while (true) {
                    socket.receive(packet);
                    new String(packet.getData(), 0, packet.getLength(), StandardCharsets.UTF_8)
                            .lines()
                            .forEach(lines::add);
                }
            } catch (IOException closed) {
                // The test is over.
            }
        });
        reader.start();
        return lines;
    }

    @Test
    void an_influxdb_that_refuses_is_said_once_and_so_is_its_return() throws Exception {
        AtomicInteger status = new AtomicInteger(503);
        AtomicInteger tries = new AtomicInteger();
        Set<String> series = new ConcurrentSkipListSet<>();
        HttpServer influx = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        influx.createContext("/", exchange -> {
            try (exchange) {
                var body = exchange.getRequestBody();
                if ("gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"))) {
                    body = new java.util.zip.GZIPInputStream(body);
                }
                new String(body.readAllBytes(), StandardCharsets.UTF_8)
                        .lines()
                        .map(line -> line.split("[, ]")[0])
                        .forEach(series::add);
                exchange.sendResponseHeaders(status.get(), -1);
                tries.incrementAndGet();
            }
        });
        influx.start();
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        log.start();
        Logger logger = (Logger) LoggerFactory.getLogger(LoggingSender.class);
        logger.setLevel(Level.INFO);
        logger.addAppender(log);
        String url = "http://127.0.0.1:" + influx.getAddress().getPort();
        try (Pushed server = Pushed.start(
                "metrics.every", "100ms", "metrics.influx.url", url, "metrics.influx.password", "hushhush")) {
            assertThat(server.node.connections()).isZero();
            await().until(() -> tries.get() > 5);
            status.set(204);
            int before = tries.get();
            await().until(() -> tries.get() > before + 5);
            await().until(() -> series.contains("chatka_deliveries") && series.contains("chatka_delivery_latency"));
            status.set(400);
            int then = tries.get();
            await().until(() -> tries.get() > then + 5);
        } finally {
            logger.setLevel(null);
            logger.detachAppender(log);
            influx.stop(0);
        }
        List<String> said =
                log.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
        String back = "InfluxDB at " + url + " takes figures again";
        assertThat(said)
                .containsSubsequence(
                        "InfluxDB at " + url + " does not take figures: HTTP status 503; see chatka.metrics.influx;"
                                + " trying again each time",
                        back,
                        "InfluxDB at " + url + " does not take figures: HTTP status 400; see chatka.metrics.influx;"
                                + " trying again each time");
        // Once each time. Where the machine stands still, an answer may also be late once or twice.
        assertThat(said).hasSizeLessThan(tries.get() / 2);
        for (int i = 0; i < said.size(); i++) {
            assertThat(said.get(i).equals(back)).as("%s", said).isEqualTo(i % 2 == 1);
        }
    }
}
