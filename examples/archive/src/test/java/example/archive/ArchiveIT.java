package example.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpServer;
import io.chatka.internal.redis.RealRedis;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The application beside two nodes and a Redis; what is acknowledged, is in its archive. */
class ArchiveIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final List<String> ROOMS = List.of("lobby", "kitchen", "garden");
    private static final int MESSAGES = 60;

    /** What the archive has to have: the text at each place that was acknowledged; empty if it was deleted. */
    private final Map<Archive.Place, String> ledger = new ConcurrentHashMap<>();

    private final List<AutoCloseable> opened = new ArrayList<>();
    private final ExecutorService threads = Executors.newCachedThreadPool();

    @TempDir
    Path directory;

    private HttpServer http;
    private Secrets secrets;
    private Node doomed;
    private Node survivor;
    private Application application;

    @BeforeEach
    void start() throws Exception {
        Awaitility.setDefaultTimeout(Duration.ofMinutes(1));
        RealRedis redis = keep(RealRedis.start());
        http = bound(0);
        secrets = Secrets.in(directory, port());
        Path config = directory.resolve("chatka.conf");
        doomed = keep(new Node(directory.resolve("doomed.log"), config, redis.uri()));
        survivor = keep(new Node(directory.resolve("survivor.log"), config, redis.uri()));
        application = started();
    }

    @AfterEach
    void stop() throws Exception {
        threads.shutdownNow();
        if (application != null) {
            application.close();
        }
        for (int i = opened.size() - 1; i >= 0; i--) {
            opened.get(i).close();
        }
    }

    @ParameterizedTest(name = "the archive is there: {0}")
    @ValueSource(booleans = {true, false})
    void archive_is_what_was_acknowledged_though_a_node_is_killed(boolean there) throws Exception {
        List<Talker> talkers = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            talkers.add(i % 2 == 0 ? talker("u" + i, doomed, survivor) : talker("u" + i, survivor));
        }
        finish(begin(talkers, 0, MESSAGES / 3));
        announce("The match begins in 5 minutes.");
        Archive.Place early = say(talkers.get(0), "lobby", "oops");
        awaitLedger();

        int port = port();
        if (!there) {
            // What the doomed node has to post from now on, nobody ever gets.
            application.close();
        }
        delete(talkers.get(0), early);
        finish(begin(talkers, MESSAGES / 3, MESSAGES / 2));
        int before = ledger.size();
        List<Future<?>> talk = begin(talkers, MESSAGES / 2, MESSAGES);
        await().until(() -> ledger.size() > before + 2 * talkers.size());
        doomed.kill();
        finish(talk);
        if (!there) {
            http = bound(port);
            application = started();
        }
        post("/reconcile", Map.of());
        awaitLedger();

        Archive.Place late = say(talkers.get(1), "garden", "oops");
        awaitLedger();
        delete(talkers.get(1), late);
        awaitLedger();
        assertThat(ledger).hasSize(talkers.size() * MESSAGES + 3);
    }

    @Test
    void hole_is_filled_from_the_history_and_a_deleted_text_does_not_return() throws Exception {
        Talker ann = talker("ann", survivor);
        Archive.Place one = say(ann, "lobby", "one");
        Archive.Place two = say(ann, "lobby", "two");
        Archive.Place three = say(ann, "lobby", "three");
        try (Archive archive = new Archive(directory.resolve("other.db"))) {
            Archivist archivist = new Archivist(new Chat(List.of(survivor.admin()), secrets.api()), archive);
            archivist.take(said(one, "one"));
            archivist.take(said(three, "three"));
            assertThat(archive.messages("lobby").findValuesAsText("text")).containsExactly("one", "three");
            archivist.fill();
            assertThat(archive.messages("lobby").findValuesAsText("text")).containsExactly("one", "two", "three");
            ann.delete(two);
            archivist.take(deleted(two));
            archivist.take(said(two, "two"));
            assertThat(archive.messages("lobby").findValuesAsText("text")).containsExactly("one", "null", "three");
        }
    }

    /** As a node posts it. */
    private static JsonNode deleted(Archive.Place place) {
        ObjectNode event = JSON.createObjectNode().put("type", "moderated");
        event.putObject("data")
                .put("room", place.room())
                .put("action", "delete")
                .put("seq", place.seq());
        return JSON.createArrayNode().add(event);
    }

    private static JsonNode said(Archive.Place place, String text) {
        ObjectNode event = JSON.createObjectNode().put("type", "said").put("timestamp", "2026-01-01T00:00:00Z");
        event.putObject("data")
                .put("room", place.room())
                .put("epoch", place.epoch())
                .put("seq", place.seq())
                .put("text", text)
                .putObject("from")
                .put("id", "ann")
                .put("name", "Ann");
        return JSON.createArrayNode().add(event);
    }

    @Test
    void operators_see_who_is_online_and_ban_everywhere() throws Exception {
        Talker ann = talker("ann", doomed, survivor);
        Talker bob = talker("bob", survivor);
        Talker eve = talker("eve", survivor);
        Talker zoe = talker("zoe", doomed);
        for (Talker talker : List.of(ann, bob, eve, zoe)) {
            talker.join();
        }
        awaitOnline("ann", "bob", "eve", "zoe");
        doomed.kill();
        say(ann, "lobby", "I am back");
        awaitOnline("ann", "bob", "eve");

        assertThat(post("/ban", Map.of("user", "eve")).statusCode()).isEqualTo(204);
        assertThat(eve.closeCode()).isEqualTo(4007);
        awaitOnline("ann", "bob");
        assertThatThrownBy(eve::join).hasMessageContaining("unauthorized");
        assertThat(login("eve").statusCode()).isEqualTo(403);
        // A token from elsewhere opens no room, either. Those of the second of the ban are revoked.
        await().untilAsserted(() -> {
            try (Talker again = new Talker(secrets.token("eve", "eve"), ROOMS, List.of(survivor.uri()))) {
                assertThatThrownBy(again::join).hasMessageContaining("banned");
            }
        });
        say(bob, "lobby", "still here");
        awaitLedger();
    }

    @Test
    void strangers_get_nothing_and_store_nothing() throws Exception {
        String forged = "{\"events\":[{\"type\":\"said\",\"timestamp\":\"2026-01-01T00:00:00Z\",\"data\":"
                + "{\"room\":\"lobby\",\"epoch\":\"e\",\"seq\":1,\"text\":\"forged\"}}]}";
        assertThat(send("/hook", "no key", forged).statusCode()).isEqualTo(401);
        for (String path : List.of("/announce", "/ban", "/online", "/messages", "/reconcile")) {
            assertThat(send(path, "no key", "{}").statusCode()).isEqualTo(401);
        }
        assertThat(archived("lobby")).isEmpty();
    }

    private HttpServer bound(int port) throws IOException {
        return HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    }

    private int port() {
        return http.getAddress().getPort();
    }

    private Application started() throws Exception {
        return new Application(
                http, secrets, List.of(doomed.admin(), survivor.admin()), directory.resolve("archive.db"));
    }

    private Talker talker(String user, Node... nodes) throws Exception {
        HttpResponse<String> login = login(user);
        assertThat(login.statusCode()).isEqualTo(200);
        String token = JSON.readTree(login.body()).get("token").asText();
        return keep(new Talker(token, ROOMS, Stream.of(nodes).map(Node::uri).toList()));
    }

    private <T extends AutoCloseable> T keep(T closeable) {
        opened.add(closeable);
        return closeable;
    }

    /** Each says its messages from one number to another, in all rooms in turn. */
    private List<Future<?>> begin(List<Talker> talkers, int from, int to) {
        List<Future<?>> talk = new ArrayList<>();
        for (Talker talker : talkers) {
            talk.add(threads.submit(() -> {
                for (int i = from; i < to; i++) {
                    say(talker, ROOMS.get(i % ROOMS.size()), "message " + i + " of " + talkers.indexOf(talker));
                }
                return null;
            }));
        }
        return talk;
    }

    private static void finish(List<Future<?>> talk) throws Exception {
        for (Future<?> one : talk) {
            one.get();
        }
    }

    private Archive.Place say(Talker talker, String room, String text) throws Exception {
        Archive.Place place = talker.say(room, text);
        assertThat(ledger.put(place, text)).as("another message at " + place).isNull();
        return place;
    }

    private void announce(String text) throws Exception {
        JsonNode place = JSON.readTree(
                post("/announce", Map.of("room", "lobby", "text", text)).body());
        ledger.put(
                new Archive.Place(
                        "lobby", place.get("epoch").asText(), place.get("seq").asLong()),
                text);
    }

    private void delete(Talker talker, Archive.Place place) throws Exception {
        talker.delete(place);
        ledger.put(place, "");
    }

    private void awaitLedger() {
        await().untilAsserted(() -> {
            Map<Archive.Place, String> archived = new HashMap<>();
            for (String room : ROOMS) {
                for (JsonNode message : archived(room)) {
                    Archive.Place place = new Archive.Place(
                            room,
                            message.get("epoch").asText(),
                            message.get("seq").asLong());
                    String text = message.get("text").isNull()
                            ? ""
                            : message.get("text").asText();
                    assertThat(archived.put(place, text))
                            .as("archived twice: " + place)
                            .isNull();
                }
            }
            assertThat(archived).isEqualTo(ledger);
        });
    }

    private JsonNode archived(String room) throws Exception {
        return JSON.readTree(post("/messages", Map.of("room", room)).body());
    }

    /** Users with one connection each. */
    private void awaitOnline(String... users) {
        await().untilAsserted(() -> {
            List<String> online = new ArrayList<>();
            for (JsonNode user : JSON.readTree(post("/online", Map.of()).body())) {
                online.add(
                        user.get("id").asText() + " " + user.get("connections").asInt());
            }
            assertThat(online)
                    .containsExactlyElementsOf(
                            Stream.of(users).map(user -> user + " 1").toList());
        });
    }

    private HttpResponse<String> login(String user) throws Exception {
        return send("/login", "none", JSON.writeValueAsString(Map.of("user", user, "name", user)));
    }

    private HttpResponse<String> post(String path, Map<String, String> body) throws Exception {
        return send(path, "Bearer " + secrets.api(), JSON.writeValueAsString(body));
    }

    private HttpResponse<String> send(String path, String authorization, String body) throws Exception {
        return HTTP.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path))
                        .header("Authorization", authorization)
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }
}
