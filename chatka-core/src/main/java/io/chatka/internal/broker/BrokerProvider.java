package io.chatka.internal.broker;

import com.typesafe.config.Config;
import io.chatka.internal.setting.Kind;
import io.chatka.internal.setting.Section;
import io.chatka.internal.setting.Setting;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Opens a broker outside of the node. The broker's module names its provider in
 * {@code META-INF/services}, so a node also runs without that module.
 */
public interface BrokerProvider {
    Section SECTION = new Section("Redis", "chatka.redis");

    /** Empty: the node uses the embedded broker, which needs no provider. */
    Setting<String> URL = SECTION.setting("url", "", Kind.text().range("URL").hidden())
            .means("`redis://[[user]:password@]host[:port][/database]`, or `rediss://` for TLS (`?verifyPeer=ca` or"
                    + " `none` checks less of its certificate), with user and password percent-encoded (`%40` for"
                    + " `@`). Empty: the broker inside this node.");

    /** The settings of this broker, except the URL. */
    List<Section> settings();

    /**
     * Blocks until the broker can be used. Returns at once if a setting lets the node start before
     * its broker.
     *
     * @throws io.chatka.api.ConfigException if a setting is invalid, or if the broker stays
     *     unusable until an operator acts
     * @throws io.chatka.api.BrokerUnavailableException if the broker is unusable now, and may
     *     recover
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
