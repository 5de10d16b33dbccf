package io.chatka;

import com.typesafe.config.Config;
import io.chatka.api.HeldMessage;
import io.chatka.api.ModerationRecord;
import java.util.List;
import java.util.Map;
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

    /** The messages of a room that wait for a moderator, the oldest first. */
    CompletionStage<List<HeldMessage>> held(String room);

    /**
     * Publishes a message that waits.
     *
     * @return false if it does not wait any more: another one decided, or an hour is over
     */
    CompletionStage<Boolean> approve(String room, String id);

    /** Drops a message that waits; see {@link #approve}. */
    CompletionStage<Boolean> deny(String room, String id);

    /**
     * Acts of moderators of all nodes, the newest first: 10,000 are kept, for 30 days.
     *
     * @param before only acts that are older than the one with this id; null for the newest
     * @return by ids, in their order
     */
    CompletionStage<Map<String, ModerationRecord>> acts(String before, int limit);

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
