package io.chatka.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.chatka.testing.ChatClient;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server that takes tokens only, as a process, and tokens of {@code chatka token}. */
class TokensIT {
    private static final String FIRST = "first-secret-of-at-least-32-bytes";
    private static final String SECOND = "second-secret-of-at-least-32-byte";

    @TempDir
    Path directory;

    @Test
    void a_token_says_who_a_client_is_and_nobody_comes_without_one() throws Exception {
        Path file = configure(FIRST);
        try (ServerProcess server = ServerProcess.start("", "--config", file.toString())) {
            String token =
                    token(file, "--user", "u7", "--name", "Ann", "--role", "moderator", "--room", "lobby=join,say");
            try (ChatClient ann = ChatClient.connect(server.uri("/ws/lobby"))) {
                ann.send("{\"type\":\"hello\",\"id\":1,\"token\":\"" + token + "\"}");
                JsonNode welcome = ann.next("welcome");
                assertThat(welcome.at("/user/id").asText()).isEqualTo("u7");
                assertThat(welcome.path("expires").asLong()).isBetween(3_000_000L, 3_600_000L);
                assertThat(ann.next("joined").at("/you/grants").toString()).isEqualTo("[\"join\",\"say\"]");
                ann.send("{\"type\":\"join\",\"id\":2,\"room\":\"kitchen\"}");
                assertThat(ann.next("error").path("code").asText()).isEqualTo("forbidden");
                String more = token(file, "--user", "u7", "--room", "kitchen=join", "--for", "2h");
                JsonNode refreshed = ann.ask("{\"type\":\"refresh\",\"id\":3,\"token\":\"" + more + "\"}");
                assertThat(refreshed.path("expires").asLong()).isGreaterThan(3_600_000L);
                assertThat(ann.next("left").path("code").asText()).isEqualTo("revoked");
                ann.send("{\"type\":\"join\",\"id\":4,\"room\":\"kitchen\"}");
                ann.next("joined");
            }
            for (String command :
                    List.of("{\"type\":\"hello\",\"name\":\"Bob\"}", "{\"type\":\"join\",\"room\":\"lobby\"}")) {
                try (ChatClient guest = ChatClient.connect(server.uri("/ws"))) {
                    guest.send(command);
                    assertThat(guest.next("error").path("code").asText()).isEqualTo("unauthorized");
                    assertThat(guest.closeCode()).isEqualTo(4005);
                }
            }
        }
    }

    @Test
    void a_reload_replaces_the_secret_and_leaves_connections_alone() throws Exception {
        Path file = configure(FIRST);
        try (ServerProcess server = ServerProcess.start("", "--config", file.toString());
                ChatClient ann = ChatClient.connect(server.uri("/ws"))) {
            String old = token(file, "--user", "u7");
            ann.send("{\"type\":\"hello\",\"token\":\"" + old + "\"}");
            ann.next("welcome");
            configure(SECOND);
            HttpResponse<String> report = server.api("POST", "/reload");
            assertThat(report.statusCode()).isEqualTo(200);
            assertThat(report.body()).contains("chatka.auth.jwt.secret").doesNotContain(FIRST, SECOND);
            assertThat(ann.ask("{\"type\":\"ping\",\"id\":1}").path("type").asText())
                    .isEqualTo("pong");
            try (ChatClient late = ChatClient.connect(server.uri("/ws"))) {
                late.send("{\"type\":\"hello\",\"token\":\"" + old + "\"}");
                assertThat(late.next("error").path("message").asText()).contains("signature");
                assertThat(late.closeCode()).isEqualTo(4005);
            }
            try (ChatClient bob = ChatClient.connect(server.uri("/ws"))) {
                bob.send("{\"type\":\"hello\",\"token\":\"" + token(file, "--user", "u8") + "\"}");
                assertThat(bob.next("welcome").at("/user/name").asText()).isEqualTo("u8");
            }
        }
    }

    @Test
    void a_token_has_the_id_that_it_is_given() throws Exception {
        String token = token(configure(FIRST), "--user", "u7", "--jti", "t-1");
        byte[] claims = Base64.getUrlDecoder().decode(token.split("\\.")[1]);
        assertThat(new String(claims, StandardCharsets.UTF_8)).contains("\"jti\":\"t-1\"");
    }

    @Test
    void a_command_that_cannot_make_a_token_says_why() throws Exception {
        Path file = configure(FIRST);
        assertThat(run("token", "--user", "u7")).contains("there is no secret to sign with");
        assertThat(run("token", "--user", "u7", "--config", file.toString(), "--for", "soon"))
                .contains("--for has to be");
        assertThat(run("token", "--user", "u7", "--config", file.toString(), "--room", "lobby=fly"))
                .contains("there is no grant fly");
        assertThat(run("token", "--user", "u7", "--set", "chatka.auth.jwt.secret=short"))
                .contains("at least 32")
                .doesNotContain("short;");
    }

    private Path configure(String secret) throws Exception {
        return Files.writeString(
                directory.resolve("chatka.conf"), "chatka.auth { guests = off, jwt.secret = \"" + secret + "\" }");
    }

    private static String token(Path file, String... options) {
        List<String> all = new ArrayList<>(List.of("token", "--config", file.toString()));
        all.addAll(Arrays.asList(options));
        String printed = run(all.toArray(String[]::new));
        assertThat(printed.trim()).matches("[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+");
        return printed.trim();
    }

    /** What the command prints, on either stream. */
    private static String run(String... arguments) {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        PrintStream out = System.out;
        PrintStream err = System.err;
        System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
        System.setErr(System.out);
        try {
            Main.run(arguments);
        } finally {
            System.setOut(out);
            System.setErr(err);
        }
        return printed.toString(StandardCharsets.UTF_8);
    }
}
