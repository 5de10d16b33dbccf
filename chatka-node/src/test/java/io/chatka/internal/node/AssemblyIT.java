package io.chatka.internal.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.typesafe.config.ConfigFactory;
import io.chatka.Chatka;
import io.chatka.ChatkaNode;
import io.chatka.NodeBuilder;
import io.chatka.ReloadReport;
import io.chatka.api.BrokerUnavailableException;
import io.chatka.api.ChatObserver;
import io.chatka.api.ConfigException;
import io.chatka.api.ListenException;
import io.chatka.api.WebFiles;
import io.chatka.internal.transport.tls.Certificates;
import io.chatka.testing.ChatClient;
import io.chatka.testing.ProcessState;
import io.chatka.testing.TestServer;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An embedded node: what it leaves to its host, and that it leaves nothing behind. */
class AssemblyIT {
    @TempDir
    Path directory;

    /**
     * Lets the libraries start what they keep for the whole process, before anything is compared.
     */
    @BeforeAll
    static void libraries_start() throws Exception {
        try (ChatkaNode node = Chatka.node().port(0).adminPort(0).start()) {
            chat(node);
        }
    }

    private static void chat(ChatkaNode node) throws Exception {
        URI uri = URI.create("ws://127.0.0.1:" + node.port() + "/ws/lobby");
        try (ChatClient ann = ChatClient.connect(uri);
                ChatClient bob = ChatClient.connect(uri)) {
            ann.next("joined");
            bob.next("joined");
            ann.send("{\"type\":\"say\",\"text\":\"hello\"}");
            assertThat(bob.next("message").path("text").asText()).isEqualTo("hello");
        }
    }

    @Test
    void a_node_of_three_lines_serves_two_clients_and_leaves_nothing_behind() throws Exception {
        ProcessState before = ProcessState.now();
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        PrintStream out = System.out;
        PrintStream err = System.err;
        System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
        System.setErr(System.out);
        try {
            embed();
        } finally {
            System.setOut(out);
            System.setErr(err);
        }
        assertThat(printed.toString(StandardCharsets.UTF_8)).isEmpty();
        leavesNothing(before);
    }

    private static void embed() throws Exception {
        try (ChatkaNode node = Chatka.node().port(0).start()) {
            assertThat(node.adminPort()).isEqualTo(-1);
            chat(node);
        }
    }

    @Test
    void a_start_that_fails_at_any_of_its_parts_leaves_nothing_behind() throws Exception {
        Path store = Certificates.in(directory).selfSigned("node", 5).keyStore();
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        Given given = new Given(
                TestServer.configuration(
                        "server.tls.key-store", store, "server.tls.key-store-password", Certificates.PASSWORD),
                UnaryOperator.identity(),
                null,
                WebFiles.NONE,
                new Given.Seams(
                        Given.Seams.NONE.authenticator(), Given.Seams.NONE.policy(), null, new ChatObserver() {}),
                new Given.Watching(registry, null, null),
                true);
        List<String> parts = new ArrayList<>();
        Node.start(given, parts::add).close();
        assertThat(parts)
                .contains("broker", "meters", "certificate", "chatka-lane", "actors", "sockets", "admin port")
                .doesNotHaveDuplicates();
        ProcessState before = ProcessState.now();
        for (String failing : parts) {
            assertThatThrownBy(() -> Node.start(given, part -> {
                        if (part.equals(failing)) {
                            throw new IllegalStateException(failing);
                        }
                    }))
                    .hasMessage(failing);
            leavesNothing(before);
            assertThat(registry.getMeters()).as(failing).isEmpty();
        }
    }

    @Test
    void what_really_fails_a_start_leaves_nothing_behind() throws Exception {
        SimpleMeterRegistry refusing = new SimpleMeterRegistry();
        refusing.config().onMeterAdded(meter -> {
            if (meter.getId().getName().equals("chatka.ready")) {
                throw new IllegalStateException("full");
            }
        });
        Path garbage = Files.writeString(directory.resolve("garbage.p12"), "garbage");
        ProcessState before = ProcessState.now();
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            fails(Chatka.node().port(taken.getLocalPort()), ListenException.class);
            fails(Chatka.node().port(0).adminPort(taken.getLocalPort()), ListenException.class);
        }
        fails(Chatka.node().port(0).broker("redis://127.0.0.1:1"), BrokerUnavailableException.class);
        fails(Chatka.node().port(0).meters(refusing), IllegalStateException.class);
        fails(Chatka.node().port(0).set("chatka.server.tls.key-store", garbage.toString()), ConfigException.class);
        fails(Chatka.node().port(0).set("chatka.limits.text", "long"), ConfigException.class);
        fails(Chatka.node().set("chatka.limits.txt", 1), ConfigException.class);
        leavesNothing(before);
    }

    @Test
    void meters_are_the_registrys_while_the_node_runs_and_the_heap_is_the_hosts() throws Exception {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        registry.counter("of.the.host");
        try (ChatkaNode node = Chatka.node().port(0).meters(registry).start()) {
            chat(node);
            await().until(() ->
                    registry.get("chatka.deliveries").functionCounter().count() == 2);
            assertThat(registry.find("chatka.memory.live").meter()).isNull();
        }
        assertThat(registry.getMeters())
                .extracting(Meter::getId)
                .extracting(Meter.Id::getName)
                .containsExactly("of.the.host");
    }

    @Test
    void what_the_builder_sets_stays_when_the_application_reads_its_configuration_again() {
        try (ChatkaNode node = Chatka.node()
                .port(0)
                .config(ConfigFactory.parseMap(Map.of("chatka.limits.text", 50)))
                .start()) {
            ReloadReport report = node.reload(ConfigFactory.parseMap(Map.of("chatka.limits.text", 30)));
            assertThat(report.changed()).extracting(ReloadReport.Setting::key).containsExactly("chatka.limits.text");
            assertThat(report.restart()).isEmpty();
            assertThat(node.reload(ConfigFactory.parseMap(Map.of("chatka.limits.txt", 30)))
                            .wrong())
                    .hasSize(1);
        }
    }

    private static void fails(NodeBuilder builder, Class<? extends Exception> how) {
        assertThatThrownBy(builder::start).isInstanceOf(how);
    }

    /** Threads and sockets take a moment to end. */
    private static void leavesNothing(ProcessState before) {
        await().untilAsserted(() -> {
            ProcessState now = ProcessState.now();
            assertThat(before.threads()).containsAll(now.threads());
            assertThat(before.files()).containsAll(now.files());
            // Fewer, when what tests of before have left is collected meanwhile.
            assertThat(now.objects())
                    .allSatisfy((type, count) -> assertThat(before.objects().getOrDefault(type, 0L))
                            .as(type)
                            .isGreaterThanOrEqualTo(count));
        });
    }
}
