package io.chatka.server;

import com.typesafe.config.Config;
import io.chatka.ReloadReport;
import io.chatka.internal.node.Node;
import io.chatka.jwt.JwtAuthenticator;
import io.chatka.jwt.JwtSettings;
import io.chatka.server.metrics.Registries;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Handles SIGTERM and SIGHUP for {@code serve}, before and after its node has started. Thread-safe.
 */
final class Life {
    private static final Logger LOG = LoggerFactory.getLogger(Life.class);

    private static final ReloadReport STARTING = new ReloadReport(
            List.of(), List.of(), List.of(), List.of("the node is starting, and reloads its configuration afterwards"));

    private final ServerOptions options;
    private final Thread stop = new Thread(this::stop, "chatka-stop");
    private Node node;
    private Beside beside;
    private boolean reloadDue;

    /** What ends after the node, or changes with the configuration. */
    record Beside(Registries registries, JwtAuthenticator tokens, Hooks hooks) {}

    private Life(ServerOptions options) {
        this.options = options;
    }

    /** @param options where a reload reads the configuration from */
    static Life begin(ServerOptions options) {
        Life life = new Life(options);
        Runtime.getRuntime().addShutdownHook(life.stop);
        SighupReload.handle(life::reload);
        return life;
    }

    /** The node has started. Does a reload that was requested meanwhile. */
    void runs(Node started, Beside others) {
        boolean due;
        synchronized (this) {
            node = started;
            beside = others;
            due = reloadDue;
        }
        if (due) {
            reload();
        }
    }

    /** The start has failed, and the caller sets the exit code. */
    void failed() {
        try {
            Runtime.getRuntime().removeShutdownHook(stop);
        } catch (IllegalStateException ending) {
            // A signal already ends the process, and sets the exit code.
        }
    }

    /**
     * Reloads the configuration. Before the node has started, the request is only noted and done
     * afterwards: the start may have read the old configuration.
     */
    ReloadReport reload() {
        Node running;
        synchronized (this) {
            running = node;
            reloadDue = running == null;
        }
        return running == null ? STARTING : running.reload(options.check(), this::apply);
    }

    private void apply(Config effective) {
        ServerSettings.applyLogLevel(effective);
        beside.tokens.configure(JwtSettings.read(effective));
    }

    /** Ends the process with 0: without this, the JVM would report the signal as its exit code. */
    private void stop() {
        Node running;
        Beside others;
        synchronized (this) {
            running = node;
            others = beside;
        }
        int exit = 0;
        try {
            if (running != null) {
                running.close();
                others.hooks.close();
                others.registries.close();
            }
        } catch (RuntimeException fault) {
            LOG.error("stopping failed", fault);
            exit = 1;
        }
        Runtime.getRuntime().halt(exit);
    }
}
