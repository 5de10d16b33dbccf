package io.chatka;

import com.typesafe.config.Config;
import java.util.concurrent.CompletionStage;

/** A running node. Thread-safe. {@link #close} and {@link #reload} block. */
public interface ChatkaNode extends AutoCloseable {

    /** The port that clients connect to. */
    int port();

    /** The admin port, or -1 if there is none. */
    int adminPort();

    /** How many WebSocket connections are open. */
    int connections();

    /**
     * Completes when the broker can be used for the first time: at once, or later with {@code
     * chatka.redis.at-start = wait}. The node answers handshakes with 503 until then. Never fails.
     */
    CompletionStage<?> usable();

    /**
     * Revokes a user's tokens: those issued up to now, and those that do not say when they were
     * issued. Within 5 s, no node accepts them, and every node closes the user's connections (4007).
     *
     * @return fails with {@link io.chatka.api.BrokerUnavailableException} if it is unknown whether
     *     that was stored
     */
    CompletionStage<Void> revokeUser(String id);

    /**
     * Revokes one token; see {@link #revokeUser}.
     *
     * @param id the claim {@code jti}
     */
    CompletionStage<Void> revokeToken(String id);

    /**
     * Applies the settings that can change while the node runs; docs/configuration.md marks them.
     * If any setting is wrong, nothing changes.
     *
     * @param config as {@link NodeBuilder#config} takes it; what {@link NodeBuilder#set} has set
     *     overrides it
     */
    ReloadReport reload(Config config);

    /**
     * Stops accepting clients, tells those connected when to reconnect, closes the rest after
     * {@code chatka.server.drain}, and releases threads, sockets, files and listeners. A second
     * call does nothing.
     */
    @Override
    void close();
}
