package io.chatka.internal.node;

/** The drain of a node, which happens once: on a request, or when the node closes. Thread-safe. */
final class NodeDrain {
    private final Parts parts;
    private final CurrentSettings current;
    private Thread thread;

    NodeDrain(Parts parts, CurrentSettings current) {
        this.parts = parts;
        this.current = current;
    }

    /** Begins it, unless it has begun. */
    synchronized void begin() {
        if (thread == null) {
            thread = new Thread(() -> Draining.drain(parts, current.settings().drain()), "chatka-drain");
            thread.setDaemon(true);
            thread.start();
        }
    }

    /** Begins it, unless it has begun, and waits until it has ended. Blocks. */
    void complete() {
        begin();
        try {
            thread.join();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
