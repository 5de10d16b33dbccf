package io.chatka.internal.redis;

import static io.chatka.internal.redis.RedisTesting.connect;
import static io.chatka.internal.redis.RedisTesting.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.chatka.api.BrokerUnavailableException;
import io.chatka.internal.broker.Hearing;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;

/** Tests that break a real Redis, or the way to it, and close what they opened. */
abstract class RedisFaults {
    private final List<AutoCloseable> opened = new ArrayList<>();

    /**
     * The first connection of a JVM is slow, and the deadlines of these tests are only for Redis.
     */
    @BeforeAll
    static void connectOnce() {
        try (RealRedis redis = RealRedis.start()) {
            connect(redis).close();
        }
    }

    @AfterEach
    void close() throws Exception {
        for (int i = opened.size(); i-- > 0; ) {
            opened.get(i).close();
        }
    }

    static Hearing subscribe(RedisBroker broker, String room) {
        Hearing hearing = new Hearing();
        get(broker.rooms().subscribe(room, hearing));
        return hearing;
    }

    /** Long before the client library itself would give up. */
    static void assertFails(CompletionStage<?> stage) {
        assertThat(stage.toCompletableFuture())
                .failsWithin(60, TimeUnit.SECONDS)
                .withThrowableThat()
                .withCauseInstanceOf(BrokerUnavailableException.class);
    }

    <T extends AutoCloseable> T opened(T resource) {
        opened.add(resource);
        return resource;
    }
}
