package io.chatka.internal.broker;

import com.typesafe.config.Config;
import io.chatka.internal.setting.Kind;
import io.chatka.internal.setting.Section;
import io.chatka.internal.setting.Setting;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Opens a broker outside of the node. The module of that broker names its provider in {@code META-INF/services}, so that a
 * node runs without the module.
 */
public interface BrokerProvider {
    Section SECTION = new Section("Redis", "chatka.redis");

    /** Empty for the broker inside the node, which needs no provider. */
    Setting<String> URL = SECTION.setting("url", "", Kind.text().range("URL").hidden())
            .means("`redis://[[user]:password@]host[:port][/database]`, or `rediss://` for TLS (`?verifyPeer=ca` or"
                    + " `none` checks less of its certificate), with user and password percent-encoded (`%40` for"
                    + " `@`). Empty: the broker inside this node.");

    /** The settings of this broker, but for the URL. */
    List<Section> settings();

    /**
     * Blocks until the broker can be used, or only opens it if the settings say that the node waits for it.
     *
     * @throws io.chatka.api.ConfigException if a setting cannot be used, or the broker cannot until somebody acts
     * @throws io.chatka.api.BrokerUnavailableException if the broker cannot be used now, and may be later
     */
    Opened open(Config config, HistorySettings history);

    /** Where the broker is, in words and without secrets. */
    String describe(Config config);

    /**
     * An open broker.
     *
     * @param usable completes when the broker can be used for the first time, and never fails
     */
    record Opened(Broker broker, CompletionStage<?> usable) {

        /** A broker that can be used. */
        public static Opened usable(Broker broker) {
            return new Opened(broker, CompletableFuture.completedFuture(broker));
        }
    }
}
