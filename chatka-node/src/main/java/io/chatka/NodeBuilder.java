package io.chatka;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.chatka.api.Authenticator;
import io.chatka.api.ChatObserver;
import io.chatka.api.MessageInterceptor;
import io.chatka.api.Policy;
import io.chatka.api.WebFiles;
import io.chatka.internal.node.Configuration;
import io.chatka.internal.node.Given;
import io.chatka.internal.node.Node;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;

/**
 * Configures and starts a node. By default a node handles no signals, prints nothing, opens no
 * admin port and does not watch the heap. Not thread-safe.
 */
public final class NodeBuilder {
    private static final String ADMIN_PORT = "chatka.server.admin-port";

    private final Map<String, Object> settings = new LinkedHashMap<>();
    private Config config = ConfigFactory.empty();
    private WebFiles files = WebFiles.NONE;
    private Authenticator authenticator = Given.Seams.NONE.authenticator();
    private Policy policy = Given.Seams.NONE.policy();
    private MessageInterceptor interceptor;
    private ChatObserver observer;
    private MeterRegistry meters;
    private Supplier<String> metricsPage;
    private Supplier<ReloadReport> reload;
    private boolean judgeHeap;

    NodeBuilder() {}

    /**
     * Settings of the application, below {@code chatka}; docs/configuration.md lists them. The
     * defaults fill in the rest. The node reads neither the environment nor system properties:
     * {@link ConfigFactory#load()} does.
     */
    public NodeBuilder config(Config application) {
        config = application;
        return this;
    }

    /** One setting, such as {@code chatka.limits.text}; stronger than {@link #config}. */
    public NodeBuilder set(String key, Object value) {
        settings.put(key, value);
        return this;
    }

    /** Several settings, each as by {@link #set(String, Object)}. */
    public NodeBuilder set(Map<String, ?> several) {
        settings.putAll(several);
        return this;
    }

    /**
     * The address that clients connect to (default 127.0.0.1); {@code 0.0.0.0} for every address of
     * the machine.
     */
    public NodeBuilder host(String address) {
        return set("chatka.server.host", address);
    }

    /** The port that clients connect to (default 8000); 0 for any free one. */
    public NodeBuilder port(int port) {
        return set("chatka.server.port", port);
    }

    /**
     * Opens a port for operators, with {@code /live}, {@code /ready} and {@code /top}; 0 for any
     * free one.
     */
    public NodeBuilder adminPort(int port) {
        return set(ADMIN_PORT, port);
    }

    /** Threads that own the sockets (default: one less than there are processors). */
    public NodeBuilder eventLoops(int count) {
        return set("chatka.server.event-loops", count);
    }

    /**
     * A Redis that carries rooms between nodes, such as {@code redis://localhost}; needs the
     * artifact {@code io.chatka:chatka-redis}. Empty for the broker inside the node, which is the
     * default.
     */
    public NodeBuilder broker(String redisUrl) {
        return set("chatka.redis.url", redisUrl);
    }

    /** Files that browsers may load from the node's port. Without this there are none. */
    public NodeBuilder web(WebFiles webFiles) {
        files = webFiles;
        return this;
    }

    /** Decides who a client is. Without this, everybody is a guest. */
    public NodeBuilder authenticator(Authenticator decides) {
        authenticator = Objects.requireNonNull(decides);
        return this;
    }

    /** Decides what a user may do. Without this, everything is allowed. */
    public NodeBuilder policy(Policy decides) {
        policy = Objects.requireNonNull(decides);
        return this;
    }

    /** Decides about each message before it is published. */
    public NodeBuilder interceptor(MessageInterceptor decides) {
        interceptor = decides;
        return this;
    }

    /** Gets the events of this node. */
    public NodeBuilder observer(ChatObserver told) {
        observer = told;
        return this;
    }

    /**
     * The registry that gets the node's meters; {@link ChatkaNode#close} removes them. One registry
     * has room for one node. Without a registry the node counts for {@code /top} only.
     */
    public NodeBuilder meters(MeterRegistry registry) {
        meters = registry;
        return this;
    }

    /**
     * What {@code /metrics} of the admin port answers, in the text format of Prometheus. Without
     * this there is no such page.
     */
    public NodeBuilder metricsPage(Supplier<String> scrape) {
        metricsPage = scrape;
        return this;
    }

    /**
     * What {@code POST /reload} of the admin port does: reads the configuration and gives it to
     * {@link ChatkaNode#reload}. May block. Without this the node refuses.
     */
    public NodeBuilder onReload(Supplier<ReloadReport> action) {
        reload = action;
        return this;
    }

    /**
     * Whether the node refuses new clients while the heap of this JVM is short, as {@code
     * chatka.limits.memory} says. It then listens for garbage collections, and calls {@link
     * System#gc} while it refuses. Off by default, because the heap belongs to the host program.
     */
    public NodeBuilder judgeHeap(boolean judge) {
        judgeHeap = judge;
        return this;
    }

    /**
     * Starts the node; returns when clients can connect. Blocks. A start that fails leaves nothing
     * behind.
     *
     * @throws io.chatka.api.ConfigException if a setting cannot be used, or the machine or Redis
     *     does not allow it; the message is one line that names the remedy
     * @throws io.chatka.api.BrokerUnavailableException if Redis cannot be used now; a later start
     *     with the same settings may succeed
     * @throws io.chatka.api.ListenException if an address cannot be listened at now; a later start
     *     may succeed
     */
    public ChatkaNode start() {
        return Node.start(new Given(
                whole(config),
                this::whole,
                null,
                files,
                new Given.Seams(authenticator, policy, interceptor, observer),
                new Given.Watching(meters, metricsPage, reload),
                judgeHeap));
    }

    private Config whole(Config application) {
        Config whole = Configuration.embedded(application, settings);
        return Configuration.isDefault(whole, ADMIN_PORT)
                ? Configuration.embedded(whole, Map.of(ADMIN_PORT, "off"))
                : whole;
    }
}
