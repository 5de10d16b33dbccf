package io.chatka.internal.broker;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.chatka.api.BrokerUnavailableException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.awaitility.core.ThrowingRunnable;

/**
 * What the contracts of a broker's two ports share: two brokers, as of two nodes, on the same
 * store.
 */
public abstract class BrokerContract {
    /** A room of the test's own, since the store may outlive it. */
    protected final String room = "room-" + UUID.randomUUID();

    /** One node's broker. */
    protected abstract Broker a();

    /** Another node's; may be the same. */
    protected abstract Broker b();

    /** A third broker, which the test may close. */
    protected Broker another() {
        return another(HistorySettings.defaults());
    }

    /** A third broker with these settings of history; the others have the defaults. */
    protected abstract Broker another(HistorySettings history);

    protected static Publication publication(String text) {
        return publication(text, null);
    }

    protected static Publication publication(String text, String key) {
        String escaped = text.replace("\"", "\\\"");
        return new Publication("message", ("\"text\":\"" + escaped + "\"").getBytes(StandardCharsets.UTF_8), key);
    }

    protected static Position publish(Broker broker, String room, String text) {
        return join(broker.rooms().publish(room, publication(text))).position();
    }

    protected static Hearing subscribe(Broker broker, String room) {
        Hearing hearing = new Hearing();
        join(broker.rooms().subscribe(room, hearing));
        return hearing;
    }

    protected static <T> T join(CompletionStage<T> stage) {
        return stage.toCompletableFuture().orTimeout(60, TimeUnit.SECONDS).join();
    }

    protected static void assertUnavailable(CompletionStage<?> stage) {
        assertThatThrownBy(() -> join(stage))
                .isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(BrokerUnavailableException.class);
    }

    protected static void eventually(ThrowingRunnable assertion) {
        await().pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(5)).untilAsserted(assertion);
    }

    protected static List<Long> seqs(long from, long to) {
        return LongStream.rangeClosed(from, to).boxed().toList();
    }

    protected static long at(Event event) {
        String json = text(event);
        int start = json.indexOf(",\"at\":") + 6;
        int end = IntStream.range(start, json.length())
                .filter(i -> !Character.isDigit(json.charAt(i)))
                .findFirst()
                .orElseThrow();
        return Long.parseLong(json.substring(start, end));
    }

    protected static String text(Event event) {
        return new String(event.json(), StandardCharsets.UTF_8);
    }
}
