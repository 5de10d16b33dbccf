package io.chatka.internal.redis;

import io.chatka.internal.broker.Broker;
import io.chatka.internal.broker.HistorySettings;
import io.chatka.internal.broker.ModerationStoreContract;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** What moderators of a cluster need, with two nodes on one Redis. */
class RedisModerationStoreIT extends ModerationStoreContract {
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
}
