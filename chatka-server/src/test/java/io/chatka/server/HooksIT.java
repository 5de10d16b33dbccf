package io.chatka.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import io.chatka.testing.ChatClient;
import io.chatka.testing.Http;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server with hooks, and an application behind them. */
class HooksIT {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path folder;

    @Test
    void an_application_hears_and_decides_and_chat_goes_on_without_it() throws Exception {
        List<String> events = new CopyOnWriteArrayList<>();
        HttpServer application = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        application.setExecutor(Executors.newCachedThreadPool());
        application.createContext("/events", exchange -> {
            JsonNode body = JSON.readTree(exchange.getRequestBody());
            body.path("events")
                    .forEach(event -> events.add(event.path("type").asText() + " "
                            + event.path("data").path("text").asText()));
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        application.createContext("/check", exchange -> {
            String text = JSON.readTree(exchange.getRequestBody())
                    .path("data")
                    .path("text")
                    .asText();
            String answer = text.equals("darn")
                    ? "{\"action\":\"deny\",\"message\":\"mind your words\"}"
                    : "{\"action\":\"allow\"}";
            byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
        application.start();
        String url = "http://127.0.0.1:" + application.getAddress().getPort();
        Path secret = Files.writeString(
                folder.resolve("secret"), "whsec_" + Base64.getEncoder().encodeToString(new byte[32]) + "\n");
        Path file = Files.writeString(
                folder.resolve("chatka.conf"),
                "chatka.limits.rate = off, chatka.hooks { webhooks = [{ url = \"" + url + "/events\", secret-file = \""
                        + secret
                        + "\" }], interceptor { url = \"" + url + "/check\", secret-file = \"" + secret
                        + "\", budget = 5s, fallback = allow } }");
        try (ServerProcess server = ServerProcess.start("", "--config", file.toString());
                ChatClient ann = ChatClient.connect(server.uri("/ws/lobby"))) {
            ann.next("joined");
            assertThat(say(ann, "hello").path("type").asText()).isEqualTo("ok");
            assertThat(say(ann, "darn").path("message").asText()).isEqualTo("mind your words");
            await().until(() -> events.containsAll(List.of("connected ", "joined ", "said hello")));
            application.stop(0);
            for (int i = 0; i < 20; i++) {
                assertThat(say(ann, "alone " + i).path("type").asText()).isEqualTo("ok");
            }
            await().until(() -> Http.get(server.admin("/metrics")).body().contains("chatka_webhooks_waiting 20.0"));
            assertThat(events).noneMatch(event -> event.contains("darn"));
        } finally {
            application.stop(0);
        }
    }

    private static JsonNode say(ChatClient client, String text) throws Exception {
        return client.ask("{\"type\":\"say\",\"id\":1,\"text\":\"" + text + "\"}");
    }
}
