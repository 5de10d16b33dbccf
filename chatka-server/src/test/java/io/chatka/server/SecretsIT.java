package io.chatka.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chatka.internal.redis.RealRedis;
import io.chatka.testing.ChatClient;
import io.chatka.testing.Http;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Secrets planted wherever one can be, and texts of users, appear in no log, metric, error or page.
 */
class SecretsIT {
    /** In every planted secret, and nowhere else. */
    private static final String PLANTED = "planted7f3a";

    @TempDir
    Path directory;

    @Test
    void what_is_planted_comes_out_nowhere() throws Exception {
        List<String> shown = new ArrayList<>();
        try (RealRedis redis = RealRedis.startWithPassword(PLANTED + "-redis");
                ServerProcess server = ServerProcess.start(
                        "",
                        "--redis",
                        url(redis, PLANTED + "-redis"),
                        // A busy machine may be slow at the start.
                        "--set",
                        "chatka.redis.at-start=wait")) {
            plant(server, shown);
            // The links to Redis break and are made again, with all that is logged about it.
            redis.kill();
            try (ChatClient ann = ChatClient.connect(server.uri("/ws/lobby"))) {
                ann.send("{\"type\":\"say\",\"id\":1,\"text\":\"" + PLANTED + " text while Redis is away\"}");
                shown.add(ann.next("error").toString());
            }
            shown.add(get(server.admin("/ready")));
            for (String page : List.of("/live", "/ready", "/metrics", "/" + PLANTED, "/ready?token=" + PLANTED)) {
                shown.add(get(server.admin(page)));
            }
            for (String page : List.of("/top", "/api/v1/node", "/api/v1/" + PLANTED, "/api/v1/node?a=" + PLANTED)) {
                shown.add(get(server.admin(page)));
                shown.add(server.api("GET", page).body());
            }
            server.terminate();
            shown.addAll(server.greeting);
            List<String> log = server.rest();
            assertThat(log).as("the server has logged something about Redis").anyMatch(line -> line.contains("Redis"));
            shown.addAll(log);
        }
        assertThat(shown).noneMatch(text -> text.contains(PLANTED));
    }

    private static void plant(ServerProcess server, List<String> shown) throws Exception {
        Map<String, String> cookie = Map.of("Cookie", "session=" + PLANTED + "-cookie");
        Map<String, String> bearer = Map.of("Authorization", "Bearer " + PLANTED + "-header");
        String query = "?token=" + PLANTED + "-query&access_token=" + PLANTED;
        for (String path : List.of("/ws/lobby", "/ws/lobby" + query)) {
            assertThatThrownBy(() -> ChatClient.connect(server.uri(path), bearer))
                    .hasMessageContaining("no connection");
        }
        try (ChatClient ann = ChatClient.connect(server.uri("/ws/lobby?access_token=" + PLANTED), cookie)) {
            shown.add(ann.next("welcome").toString());
            ann.next("joined");
            ann.send("{\"type\":\"say\",\"text\":\"" + PLANTED + " text of a user\",\"key\":\"" + PLANTED + "-key\"}");
            ann.next("message");
            ann.send("{\"type\":\"say\",\"text\":\"" + PLANTED + " and no end");
            shown.add(ann.next("error").toString());
        }
        try (ChatClient bob = ChatClient.connect(server.uri("/ws"))) {
            bob.send("{\"type\":\"hello\",\"id\":1,\"token\":[\"" + PLANTED + "-token\"]}");
            shown.add(bob.next("error").toString());
            bob.send("{\"type\":\"hello\",\"id\":2,\"token\":\"" + PLANTED + "-token\"}");
            shown.add(bob.next("error").toString());
            assertThat(bob.closeCode()).isEqualTo(4005);
        }
        for (String page : List.of("/" + PLANTED + query, "/" + query, "/ws" + query, "/ws/*" + query)) {
            shown.add(get(server.http(page)));
        }
    }

    @Tag("full")
    @Test
    void a_start_that_fails_does_not_tell_the_password() throws Exception {
        Path broken = directory.resolve("broken.conf");
        Files.writeString(broken, "chatka.redis { url = \"redis://:" + PLANTED + "@127.0.0.1\n}\n");
        Path list = directory.resolve("list.conf");
        Files.writeString(list, "chatka.redis.url = [\"redis://:" + PLANTED + "@127.0.0.1\"]\n");
        try (RealRedis redis = RealRedis.startWithPassword("another")) {
            for (List<String> options : List.of(
                    List.of("--redis", url(redis, PLANTED)),
                    List.of("--redis", "redis://:" + PLANTED + "@no such host"),
                    List.of("--set", "chatka.redis.url=redis://:" + PLANTED + "@127.0.0.1:1"),
                    List.of("--set", "chatka.metrics.influx.token=[" + PLANTED + "]"),
                    List.of(
                            "--set",
                            "chatka.server.tls.key-password=" + PLANTED,
                            "--set",
                            "chatka.server.tls.key=none"),
                    List.of(
                            "--set",
                            "chatka.server.tls.key-store-password=[" + PLANTED + "]",
                            "--set",
                            "chatka.server.tls.key-store=none"),
                    List.of("--reds", "redis://:" + PLANTED + "@127.0.0.1"),
                    List.of("--set", "redis://:" + PLANTED + "@127.0.0.1"),
                    List.of("--config", broken.toString()),
                    List.of("--config", list.toString()))) {
                String output = failedStart(options);
                assertThat(output).as("%s", options).isNotEmpty().doesNotContain(PLANTED);
            }
        }
    }

    private static String failedStart(List<String> options) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                ProcessHandle.current().info().command().orElseThrow(),
                "-jar",
                System.getProperty("test.server.jar"),
                "serve",
                "--port",
                "0",
                "--admin-port",
                "0"));
        command.addAll(options);
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes());
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(output).isIn(2, 75);
        return output;
    }

    private static String url(RealRedis redis, String password) {
        return "redis://:" + password + "@127.0.0.1:" + redis.port();
    }

    private static String get(URI uri) throws Exception {
        HttpResponse<String> answer = Http.get(uri);
        return answer.statusCode() + " " + answer.headers().map() + " " + answer.body();
    }
}
