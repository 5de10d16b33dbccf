package io.chatka.internal.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.chatka.internal.broker.Broker;
import io.chatka.internal.broker.Event;
import io.chatka.internal.broker.HistoryPage;
import io.chatka.internal.broker.HistoryQuery;
import io.chatka.internal.broker.HistorySettings;
import io.chatka.internal.broker.Retention;
import io.chatka.internal.broker.RoomBrokerContract;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The contract, with two nodes on one Redis. */
class RedisRoomsIT extends RoomBrokerContract {
    private static TwoNodes nodes;

    @BeforeAll
    static void start() {
        nodes = TwoNodes.start();
    }

    @AfterAll
    static void stop() {
        nodes.close();
    }

    @Override
    protected Broker a() {
        return nodes.a();
    }

    @Override
    protected Broker b() {
        return nodes.b();
    }

    @Override
    protected Broker another(HistorySettings history) {
        return nodes.another(history);
    }

    /** Nodes may keep a room's history for different times. */
    @Test
    void events_that_are_too_old_for_a_reader_take_no_place_on_its_page() {
        Retention twoSeconds = new Retention(200, Duration.ofSeconds(2));
        try (Broker reader = another(HistorySettings.of(twoSeconds, Duration.ofMinutes(5)))) {
            for (int i = 1; i <= 9; i++) {
                publish(a(), room, "old " + i);
            }
            eventually(() -> assertThat(
                            page(reader, HistoryQuery.after(0, 99, 10_000)).events())
                    .isEmpty());
            publish(a(), room, "fresh");
            publish(a(), room, "fresh, too");
            for (HistoryQuery query : List.of(HistoryQuery.after(0, 2, 10_000), HistoryQuery.backTo(0, 2, 10_000))) {
                HistoryPage page = page(reader, query);
                assertThat(page.events().stream().map(Event::seq)).containsExactly(10L, 11L);
                assertThat(page.more()).isFalse();
            }
        }
    }

    private HistoryPage page(Broker broker, HistoryQuery query) {
        return RedisTesting.get(broker.rooms().history(room, query));
    }
}
