package io.chatka.internal.node;

import com.typesafe.config.Config;
import io.chatka.api.ConfigException;
import io.chatka.internal.broker.BrokerProvider;
import io.chatka.internal.broker.EmbeddedBroker;
import io.chatka.internal.config.ChatSettings;
import io.chatka.internal.setting.Section;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;

/**
 * Opens the broker that the settings ask for: the one inside the node, or that of a module on the
 * class path.
 */
public final class Brokers {
    private Brokers() {}

    /** As {@link BrokerProvider#open}. */
    static BrokerProvider.Opened open(Config config, ChatSettings chat) {
        return isEmbedded(config)
                ? BrokerProvider.Opened.usable(new EmbeddedBroker(Clock.systemUTC(), System::nanoTime, chat.embedded()))
                : required().open(config, chat.history());
    }

    /**
     * The settings of a module's broker; without such a module, {@code chatka.redis.url} has to be
     * empty.
     */
    static List<Section> settings() {
        return provider()
                .map(BrokerProvider::settings)
                .orElseGet(() -> List.of(new Section("Redis", "chatka.redis", config -> {
                    if (!isEmbedded(config)) {
                        required();
                    }
                })));
    }

    /** For the log line at the start. */
    public static String describe(Config config) {
        return isEmbedded(config)
                ? "embedded (this node stands alone, and a restart forgets every room)"
                : required().describe(config);
    }

    private static boolean isEmbedded(Config config) {
        return BrokerProvider.URL.in(config).isEmpty();
    }

    private static BrokerProvider required() {
        return provider()
                .orElseThrow(() -> new ConfigException(
                        BrokerProvider.URL.key(),
                        BrokerProvider.URL.key()
                                + " is set, and the broker for Redis is not on the class path; add the artifact"
                                + " io.chatka:chatka-redis, or leave " + BrokerProvider.URL.key() + " empty"));
    }

    private static Optional<BrokerProvider> provider() {
        return ServiceLoader.load(BrokerProvider.class, BrokerProvider.class.getClassLoader())
                .findFirst();
    }
}
