package io.chatka.internal.redis;

import com.typesafe.config.Config;
import io.chatka.api.BrokerUnavailableException;
import io.chatka.api.ConfigException;
import io.chatka.internal.broker.BrokerProvider;
import io.chatka.internal.broker.HistorySettings;
import io.chatka.internal.setting.Section;
import java.util.List;
import java.util.concurrent.CompletionException;

/** Opens the broker over Redis that {@code chatka.redis} describes. */
public final class RedisBrokers implements BrokerProvider {
    @Override
    public List<Section> settings() {
        return List.of(RedisSettings.SECTION);
    }

    @Override
    public Opened open(Config config, HistorySettings history) {
        RedisSettings settings = RedisSettings.read(config, history);
        if (RedisSettings.AT_START.in(config) == RedisSettings.AtStart.WAIT) {
            RedisBroker broker = RedisBroker.await(settings, RedisSettings.TRY_EVERY.in(config));
            return new Opened(broker, broker.started());
        }
        try {
            return Opened.usable(
                    RedisBroker.connect(settings).toCompletableFuture().join());
        } catch (CompletionException failed) {
            if (failed.getCause() instanceof BrokerUnavailableException unavailable) {
                throw unavailable.isLasting() ? new ConfigException(unavailable.getMessage()) : unavailable;
            }
            throw failed;
        }
    }

    @Override
    public String describe(Config config) {
        return "Redis at " + RedisSettings.read(config, HistorySettings.none()).address()
                + " (shared by all nodes that use it)";
    }
}
