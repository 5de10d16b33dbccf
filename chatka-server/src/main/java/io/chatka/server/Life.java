package io.chatka.server;

import io.chatka.internal.node.ChatkaServer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The life of the process that serves, from its first moment on: what SIGTERM and SIGHUP do before there is a server, and when there
 * is one. Thread-safe.
 */
final class Life {
    private static final Logger LOG = LoggerFactory.getLogger(Life.class);

    private final Thread stop = new Thread(this::stop, "chatka-stop");
    private ChatkaServer server;
    private boolean reloadDue;

    private Life() {}

    static Life begin() {
        Life life = new Life();
        Runtime.getRuntime().addShutdownHook(life.stop);
        SighupReload.handle(life::reload);
        return life;
    }

    void runs(ChatkaServer started) {
        boolean due;
        synchronized (this) {
            server = started;
            due = reloadDue;
        }
        if (due) {
            started.reload();
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

    /** What was asked for before the start was over is done after it: the configuration may have been read before it was changed. */
    private void reload() {
        ChatkaServer running;
        synchronized (this) {
            running = server;
            reloadDue = running == null;
        }
        if (running != null) {
            running.reload();
        }
    }

    /** Ends the process with 0: without this, the JVM would report the signal as its exit code. */
    private void stop() {
        ChatkaServer running;
        synchronized (this) {
            running = server;
        }
        int exit = 0;
        try {
            if (running != null) {
                running.close();
            }
        } catch (RuntimeException fault) {
            LOG.error("stopping failed", fault);
            exit = 1;
        }
        Runtime.getRuntime().halt(exit);
    }
}
