package io.chatka.internal.redis;

import io.chatka.internal.broker.Broker;
import io.chatka.internal.broker.HistorySettings;

/** A Redis and the brokers of two nodes on it. */
record TwoNodes(RealRedis redis, Broker a, Broker b) implements AutoCloseable {
    static TwoNodes start() {
        RealRedis redis = RealRedis.start();
        return new TwoNodes(redis, RedisTesting.connect(redis), RedisTesting.connect(redis));
    }

    Broker another(HistorySettings history) {
        return RedisTesting.get(
                RedisBroker.connect(RedisTesting.unhurried(redis.uri()).with(history)));
    }

    @Override
    public void close() {
        a.close();
        b.close();
        redis.close();
    }
}
