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
     * Completes when the broker can be used for the first time: at once, or later with {@code chatka.redis.at-start = wait}.
     * The node answers handshakes with 503 until then. Never fails.
     */
    CompletionStage<?> usable();

    /**
     * Takes over the settings that can change while the node runs; docs/configuration.md marks them. If anything is wrong,
     * nothing is changed.
     *
     * @param config as {@link NodeBuilder#config} takes it; what the builder set itself stays stronger
     */
    ReloadReport reload(Config config);

    /**
     * Lets nobody in, tells the clients when to reconnect, closes those that are left after {@code chatka.server.drain}, and
     * releases everything: threads, sockets, files, listeners. A second call does nothing.
     */
    @Override
    void close();
}
