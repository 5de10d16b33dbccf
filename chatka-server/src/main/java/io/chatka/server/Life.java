package io.chatka.server;

import io.chatka.ReloadReport;
import io.chatka.internal.node.Node;
import io.chatka.server.metrics.Registries;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The life of the process that serves, from its first moment on: what SIGTERM and SIGHUP do before there is a server, and when there
 * is one. Thread-safe.
 */
final class Life {
    private static final Logger LOG = LoggerFactory.getLogger(Life.class);

    private static final ReloadReport STARTING = new ReloadReport(
            List.of(),
            List.of(),
            List.of(),
            List.of("the node is starting, and reads its configuration when it has started"));

    private final ServerOptions options;
    private final Thread stop = new Thread(this::stop, "chatka-stop");
    private Node node;
    private Registries registries;
    private boolean reloadDue;

    private Life(ServerOptions options) {
        this.options = options;
    }

    /** @param options from which the configuration is read again */
    static Life begin(ServerOptions options) {
        Life life = new Life(options);
        Runtime.getRuntime().addShutdownHook(life.stop);
        SighupReload.handle(life::reload);
        return life;
    }

    void runs(Node started, Registries figures) {
        boolean due;
        synchronized (this) {
            node = started;
            registries = figures;
            due = reloadDue;
        }
        if (due) {
            reload();
        }
    }

    /** There will be no server, and somebody else says with what code the process ends. */
    void failed() {
        try {
            Runtime.getRuntime().removeShutdownHook(stop);
        } catch (IllegalStateException ending) {
            // By a signal, meanwhile: then that counts.
        }
    }

    /** Before the start is over it is only noted, and done afterwards: the start may have read the old configuration. */
    ReloadReport reload() {
        Node running;
        synchronized (this) {
            running = node;
            reloadDue = running == null;
        }
        return running == null ? STARTING : running.reload(options.check(), ServerSettings::applyLogLevel);
    }

    /** Ends the process with 0: without this, the JVM would report the signal as its exit code. */
    private void stop() {
        Node running;
        Registries figures;
        synchronized (this) {
            running = node;
            figures = registries;
        }
        int exit = 0;
        try {
            if (running != null) {
                running.close();
                figures.close();
            }
        } catch (RuntimeException fault) {
            LOG.error("stopping failed", fault);
            exit = 1;
        }
        Runtime.getRuntime().halt(exit);
    }
}
