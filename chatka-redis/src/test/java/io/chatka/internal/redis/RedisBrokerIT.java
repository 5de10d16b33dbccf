package io.chatka.internal.redis;

import io.chatka.internal.broker.Broker;
import io.chatka.internal.broker.BrokerContract;
import io.chatka.internal.broker.HistorySettings;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** Two nodes on one Redis keep the contract. */
class RedisBrokerIT extends BrokerContract {
    private static RealRedis redis;
    private static Broker a;
    private static Broker b;

    @BeforeAll
    static void start() {
        redis = RealRedis.start();
        a = RedisTesting.connect(redis);
        b = RedisTesting.connect(redis);
    }

    @AfterAll
    static void stop() {
        a.close();
        b.close();
        redis.close();
    }

    @Override
    protected Broker a() {
        return a;
    }

    @Override
    protected Broker b() {
        return b;
    }

    @Override
    protected Broker another(HistorySettings history) {
        return join(RedisBroker.connect(RedisTesting.unhurried(redis.uri()).with(history)));
    }
}
