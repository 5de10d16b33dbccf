package io.chatka.hooks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import io.chatka.api.Interception;
import io.chatka.api.MessageInterceptor;
import io.chatka.api.User;
import java.util.Base64;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An application that decides over HTTP. */
class HttpInterceptorIT {
    private static final String SECRET = "whsec_" + Base64.getEncoder().encodeToString(new byte[32]);
    private static final MessageInterceptor.Draft DRAFT =
            new MessageInterceptor.Draft("lobby", new User("ann", "Ann", "member"), "hi", "[1.50]");

    private static HttpInterceptor interceptor(Receiver receiver) {
        return new HttpInterceptor(HookSettings.read(ConfigFactory.parseString("chatka.hooks.interceptor { url = \""
                        + receiver.url() + "\", secrets = [\"" + SECRET + "\"], budget = 2s, fallback = allow }")
                .withFallback(ConfigFactory.defaultReference())));
    }

    private static Interception ask(Receiver receiver, String answer) throws Exception {
        receiver.behaviour = Receiver.status("200 OK", answer);
        return interceptor(receiver).intercept(DRAFT).toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    @Test
    void decisions_are_those_of_the_application() throws Exception {
        try (Receiver receiver = new Receiver()) {
            assertThat(ask(receiver, "{\"action\":\"allow\",\"more\":{\"x\":[1]}}"))
                    .isEqualTo(Interception.allow());
            assertThat(ask(receiver, "{\"action\":\"deny\",\"message\":\"no\"}"))
                    .isEqualTo(Interception.deny("no"));
            assertThat(ask(receiver, "{\"action\":\"deny\",\"code\":\"forbidden\",\"message\":\"no\"}"))
                    .isEqualTo(Interception.deny(Interception.DenialCode.FORBIDDEN, "no"));
            assertThat(ask(receiver, "{\"action\":\"replace\",\"text\":\"é\",\"data\":{\"a\":[1,null]}}"))
                    .isEqualTo(Interception.replace("é", "{\"a\":[1,null]}"));
            assertThat(ask(receiver, "{\"action\":\"hold\"}")).isEqualTo(Interception.hold());
            assertThat(ask(receiver, "{\"action\":\"shadow\"}")).isEqualTo(Interception.shadow());
            Receiver.Request request = receiver.requests.get(0);
            assertThat(request.body())
                    .startsWith("{\"type\":\"message\"")
                    .endsWith(
                            "\"data\":{\"room\":\"lobby\",\"from\":{\"id\":\"ann\",\"name\":\"Ann\",\"role\":\"member\"},"
                                    + "\"text\":\"hi\",\"data\":[1.50]}}");
            assertThat(request.headers().get("webhook-signature")).startsWith("v1,");
            assertThat(interceptor(receiver).fallback()).isEqualTo(MessageInterceptor.Fallback.ALLOW);
            assertThat(interceptor(receiver).budget()).hasSeconds(2);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "{}",
                "{\"action\":\"sing\"}",
                "{\"action\":",
                "{\"action\":\"deny\",\"code\":\"muted\"}"
            })
    void what_is_no_decision_is_a_failure(String answer) throws Exception {
        try (Receiver receiver = new Receiver()) {
            assertThatThrownBy(() -> ask(receiver, answer)).isInstanceOf(ExecutionException.class);
        }
    }

    @Test
    void another_status_and_no_answer_are_failures() throws Exception {
        CountDownLatch over = new CountDownLatch(1);
        try (Receiver receiver = new Receiver()) {
            receiver.behaviour = Receiver.status("500 No", "{\"action\":\"allow\"}");
            HttpInterceptor interceptor = interceptor(receiver);
            assertThatThrownBy(() ->
                            interceptor.intercept(DRAFT).toCompletableFuture().get(30, TimeUnit.SECONDS))
                    .isInstanceOf(ExecutionException.class);
            receiver.behaviour = (request, out) -> {
                try {
                    over.await();
                } catch (InterruptedException ended) {
                    Thread.currentThread().interrupt();
                }
            };
            assertThatThrownBy(() ->
                            interceptor.intercept(DRAFT).toCompletableFuture().get(30, TimeUnit.SECONDS))
                    .isInstanceOf(ExecutionException.class);
            over.countDown();
        }
    }
}
