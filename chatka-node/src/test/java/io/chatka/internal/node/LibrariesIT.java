package io.chatka.internal.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.chatka.testing.ChatClient;
import io.chatka.testing.Library;
import io.chatka.testing.TestServer;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Clients on other libraries can do all that a client has to. Those in other languages are in
 * {@code e2e}.
 */
class LibrariesIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int LARGEST = 65_536;
    private static TestServer server;

    @BeforeAll
    static void start() {
        server = TestServer.start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @ParameterizedTest
    @EnumSource
    void connects_joins_says_something_and_closes(Library library) throws Exception {
        Library.Line ann = library.open(server.uri("/ws"));
        ann.text("{\"type\":\"hello\",\"name\":\"Ann\"}");
        assertThat(next(ann, "welcome").path("user").path("name").asText()).isEqualTo("Ann");
        String room = "clients-" + library;
        ann.text("{\"type\":\"join\",\"room\":\"" + room + "\"}");
        assertThat(next(ann, "joined").path("members").asInt()).isEqualTo(1);
        ann.text("{\"type\":\"say\",\"room\":\"" + room + "\",\"text\":\"gr\u00fc\u00df dich \ud83d\ude80\"}");
        assertThat(next(ann, "message").path("text").asText()).isEqualTo("gr\u00fc\u00df dich \ud83d\ude80");
        ann.close();
        assertThat(ann.closeCode()).isEqualTo(1000);
        await().until(() -> server.connections() == 0);
    }

    @ParameterizedTest
    @EnumSource
    void sends_a_message_of_64_KiB_and_is_closed_for_one_byte_more(Library library) throws Exception {
        Library.Line ann = joined(library, "large");
        ann.text(padded(LARGEST));
        assertThat(next(ann, "pong").path("id").asText()).isEqualTo("large");
        ann.text(padded(LARGEST + 1));
        assertThat(next(ann, "bye").path("code").asInt()).isEqualTo(1009);
        assertThat(ann.closeCode()).isEqualTo(1009);
    }

    @ParameterizedTest
    @EnumSource
    void sends_fragments_and_pings_if_it_can(Library library) throws Exception {
        Library.Line ann = joined(library, "pieces");
        // OkHttp sends neither on demand.
        assertThat(ann.fragments("{\"type\":\"say\",", "", "\"text\":\"in ", "pieces\"}"))
                .isEqualTo(library != Library.OKHTTP);
        if (library != Library.OKHTTP) {
            assertThat(next(ann, "message").path("text").asText()).isEqualTo("in pieces");
            assertThat(ann.ping("are you there?")).isTrue();
            assertThat(ann.ponged.get(Library.PATIENCE_SECONDS, TimeUnit.SECONDS))
                    .isEqualTo("are you there?");
        }
        ann.close();
        assertThat(ann.closeCode()).isEqualTo(1000);
    }

    @ParameterizedTest
    @EnumSource
    void is_killed_comes_back_and_gets_what_it_has_missed(Library library) throws Exception {
        String room = "missed-" + library;
        Library.Line ann = library.open(server.uri("/ws/" + room));
        JsonNode seen = next(ann, "joined");
        try (ChatClient bob = ChatClient.joined(server, room)) {
            ann.kill();
            await().until(() -> server.connections() == 1);
            for (String text : new String[] {"one", "two", "three"}) {
                bob.send("{\"type\":\"say\",\"text\":\"" + text + "\"}");
                bob.next("message");
            }

            Library.Line back = library.open(server.uri("/ws"));
            back.text("{\"type\":\"join\",\"room\":\"" + room + "\",\"since\":{\"epoch\":\""
                    + seen.path("epoch").asText() + "\",\"seq\":" + seen.path("seq") + "}}");
            JsonNode joined = next(back, "joined");
            assertThat(joined.path("recovered").asBoolean()).isTrue();
            assertThat(joined.path("seq").asLong()).isEqualTo(3);
            long seq = 0;
            for (String text : new String[] {"one", "two", "three"}) {
                JsonNode missed = JSON.readTree(back.next());
                assertThat(missed.path("seq").asLong()).isEqualTo(++seq);
                assertThat(missed.path("text").asText()).isEqualTo(text);
            }
            back.close();
        }
    }

    private static Library.Line joined(Library library, String room) throws Exception {
        Library.Line line = library.open(server.uri("/ws/" + room + "-" + library));
        next(line, "joined");
        return line;
    }

    /** The next frame of this type; others before it are dropped. */
    private static JsonNode next(Library.Line line, String type) throws Exception {
        while (true) {
            JsonNode frame = JSON.readTree(line.next());
            if (frame.path("type").asText().equals(type)) {
                return frame;
            }
        }
    }

    /** A command, padded with white space to this length. */
    private static String padded(int bytes) {
        String command = "{\"type\":\"ping\",\"id\":\"large\"}";
        return command + " ".repeat(bytes - command.length());
    }
}
