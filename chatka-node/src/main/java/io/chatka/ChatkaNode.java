package io.chatka;

import com.typesafe.config.Config;
import java.util.concurrent.CompletionStage;

/**
 * A running node, and the cluster that it belongs to. Thread-safe. {@link #close} and {@link
 * #reload} block.
 */
public interface ChatkaNode extends Operations, AutoCloseable {

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

    /** The same operations in the name of somebody else, for records of acts and messages. */
    Operations as(Caller caller);

    /**
     * Stops accepting clients and tells those connected when to reconnect. The node goes on until
     * {@link #close}. Does nothing the second time.
     */
    void drain();

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
