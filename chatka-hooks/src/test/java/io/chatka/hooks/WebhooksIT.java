package io.chatka.hooks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.typesafe.config.ConfigFactory;
import io.chatka.api.ModerationRecord;
import io.chatka.api.SaidMessage;
import io.chatka.api.Session;
import io.chatka.api.User;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Webhooks against receivers that do everything wrong. */
class WebhooksIT {
    private static final String SECRET = "whsec_" + Base64.getEncoder().encodeToString(new byte[32]);
    private static final String OTHER = "whsec_" + Base64.getEncoder().encodeToString(new byte[24]);
    private static final User ANN = new User("ann", "Ann \"é\"", "member");

    private final List<AutoCloseable> open = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : open) {
            each.close();
        }
    }

    private Receiver receiver() throws IOException {
        Receiver receiver = new Receiver();
        open.add(receiver);
        return receiver;
    }

    private Webhooks webhooks(String settings) {
        Webhooks webhooks =
                new Webhooks(HookSettings.read(ConfigFactory.parseString("chatka.hooks { " + settings + " }")
                        .withFallback(ConfigFactory.defaultReference())));
        open.add(0, webhooks);
        return webhooks;
    }

    private static String target(Receiver receiver, String more) {
        return "{ url = \"" + receiver.url() + "\", secrets = [\"" + SECRET + "\"] " + more + " }";
    }

    private static void say(Webhooks webhooks, int seq) {
        webhooks.said(new SaidMessage("lobby", "e", seq, ANN, "text " + seq, "{\"n\":1.10}"));
    }

    private static List<JsonNode> events(Receiver receiver) throws IOException {
        List<JsonNode> events = new ArrayList<>();
        for (Receiver.Request request : receiver.requests) {
            new ObjectMapper().readTree(request.body()).path("events").forEach(events::add);
        }
        return events;
    }

    @Test
    void events_arrive_in_order_signed_so_that_others_can_check_it() throws Exception {
        Receiver receiver = receiver();
        Webhooks webhooks = webhooks("batch = 4, webhooks = [{ url = \"" + receiver.url() + "\", secrets = [\"" + OTHER
                + "\", \"" + SECRET + "\"] }]");
        Session session = new Session("s1", ANN, InetAddress.getByName("192.0.2.7"));
        webhooks.connected(session);
        webhooks.joined(session, "lobby");
        for (int i = 1; i <= 10; i++) {
            say(webhooks, i);
        }
        webhooks.moderated(new ModerationRecord(
                7, "mod", "client", "lobby", "ban", new ModerationRecord.About("eve", 0, 9, "spam")));
        webhooks.reported(session, "lobby", 3, null);
        webhooks.left(session, "lobby");
        webhooks.disconnected(session, "lost");
        webhooks.vacated("lobby");
        await().until(() -> webhooks.delivered() == 17);
        List<JsonNode> events = events(receiver);
        assertThat(events)
                .extracting(event -> event.path("type").asText())
                .startsWith("connected", "joined", "said")
                .endsWith("said", "moderated", "reported", "left", "disconnected", "vacated");
        JsonNode said = events.get(2).path("data");
        assertThat(said.toString())
                .isEqualTo(
                        "{\"room\":\"lobby\",\"epoch\":\"e\",\"seq\":1,\"from\":{\"id\":\"ann\",\"name\":\"Ann \\\"é\\\"\","
                                + "\"role\":\"member\"},\"text\":\"text 1\",\"data\":{\"n\":1.1}}");
        for (Receiver.Request request : receiver.requests) {
            assertThat(request.headers().get("webhook-signature").split(" "))
                    .hasSize(2)
                    .contains(expected(request));
            assertThat(Long.parseLong(request.headers().get("webhook-timestamp")))
                    .isCloseTo(System.currentTimeMillis() / 1000, org.assertj.core.data.Offset.offset(60L));
        }
        assertThat(receiver.requests)
                .extracting(request -> request.headers().get("webhook-id"))
                .doesNotHaveDuplicates();
    }

    /** As the specification says it, without our code. */
    private static String expected(Receiver.Request request) throws Exception {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(new byte[32], "HmacSHA256"));
        String signed = request.headers().get("webhook-id") + "."
                + request.headers().get("webhook-timestamp") + "." + request.body();
        return "v1," + Base64.getEncoder().encodeToString(mac.doFinal(signed.getBytes(StandardCharsets.UTF_8)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"503", "redirect", "garbage", "hold", "trickle", "large", "reset"})
    void what_a_receiver_did_not_take_is_sent_again_with_the_same_id_and_nothing_overtakes_it(String fault)
            throws Exception {
        Receiver receiver = receiver();
        Receiver elsewhere = receiver();
        CountDownLatch over = new CountDownLatch(1);
        open.add(over::countDown);
        receiver.behaviour = switch (fault) {
            case "503" -> Receiver.status("503 Busy", "later");
            case "redirect" -> Receiver.status("307 Elsewhere\r\nLocation: " + elsewhere.url(), "");
            case "garbage" -> (request, out) -> out.write("this is no HTTP\n\n".getBytes(StandardCharsets.US_ASCII));
            case "trickle" ->
                (request, out) -> {
                    out.write("HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                    hold(over);
                };
            case "large" -> Receiver.status("200 OK", "x".repeat(200_000));
            case "reset" ->
                (request, out) -> {
                    throw new IOException("closed by the test");
                };
            default -> (request, out) -> hold(over);
        };
        Webhooks webhooks = webhooks("timeout = 300ms, webhooks = [" + target(receiver, "") + "]");
        say(webhooks, 1);
        await().until(() -> webhooks.failures() >= 1);
        say(webhooks, 2);
        receiver.behaviour = Receiver.OK;
        await().until(() -> webhooks.delivered() == 2);
        assertThat(elsewhere.requests).isEmpty();
        List<Receiver.Request> first = receiver.requests.stream()
                .filter(request -> request.body().contains("text 1"))
                .toList();
        assertThat(first).hasSizeGreaterThan(1);
        assertThat(first)
                .extracting(request -> request.headers().get("webhook-id"))
                .containsOnly(first.get(0).headers().get("webhook-id"));
        assertThat(events(receiver).get(events(receiver).size() - 1).toString()).contains("text 2");
        assertThat(webhooks.dropped()).isZero();
    }

    private static void hold(CountDownLatch over) {
        try {
            over.await();
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void a_receiver_that_is_away_holds_up_no_other_and_what_does_not_fit_is_counted() throws Exception {
        Receiver receiver = receiver();
        int nobody;
        try (ServerSocket free = new ServerSocket(0)) {
            nobody = free.getLocalPort();
        }
        Webhooks webhooks = webhooks("queue = 5, batch = 1, give-up = 1h, webhooks = [" + target(receiver, "")
                + ", { url = \"http://127.0.0.1:" + nobody + "\", secrets = [\"" + SECRET + "\"] }]");
        for (int i = 1; i <= 20; i++) {
            int seq = i;
            say(webhooks, seq);
            await().until(() -> webhooks.delivered() == seq);
        }
        assertThat(events(receiver)).hasSize(20);
        // One is under way, and five wait.
        assertThat(webhooks.dropped()).isEqualTo(14);
        assertThat(webhooks.waiting()).isEqualTo(6);
    }

    @Test
    void after_the_time_to_give_up_the_next_events_follow() throws Exception {
        Receiver receiver = receiver();
        receiver.behaviour = (request, out) ->
                (request.body().contains("text 1") ? Receiver.status("500 No", "") : Receiver.OK).answer(request, out);
        Webhooks webhooks = webhooks("batch = 1, give-up = 1s, webhooks = [" + target(receiver, "") + "]");
        say(webhooks, 1);
        say(webhooks, 2);
        await().until(() -> webhooks.delivered() == 1 && webhooks.dropped() == 1);
    }

    @Test
    void a_receiver_that_is_gone_gets_nothing_more() throws Exception {
        Receiver receiver = receiver();
        receiver.behaviour = Receiver.status("410 Gone", "");
        Webhooks webhooks = webhooks("webhooks = [" + target(receiver, "") + "]");
        say(webhooks, 1);
        await().until(() -> webhooks.dropped() == 1);
        say(webhooks, 2);
        assertThat(webhooks.dropped()).isEqualTo(2);
        assertThat(receiver.requests).hasSize(1);
    }

    @Test
    void a_target_gets_the_events_that_it_names() throws Exception {
        Receiver receiver = receiver();
        Webhooks webhooks = webhooks("webhooks = [" + target(receiver, ", events = [vacated]") + "]");
        say(webhooks, 1);
        webhooks.vacated("r");
        await().until(() -> webhooks.delivered() == 1);
        assertThat(events(receiver))
                .extracting(event -> event.path("type").asText())
                .containsExactly("vacated");
    }

    @Test
    void what_waits_is_delivered_at_the_end() throws Exception {
        Receiver receiver = receiver();
        Webhooks webhooks = webhooks("webhooks = [" + target(receiver, "") + "]");
        for (int i = 1; i <= 500; i++) {
            say(webhooks, i);
        }
        webhooks.close();
        assertThat(events(receiver)).hasSize(500);
    }
}
