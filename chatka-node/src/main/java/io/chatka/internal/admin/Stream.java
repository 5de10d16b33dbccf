package io.chatka.internal.admin;

/** An answer that goes on until its client leaves. */
@FunctionalInterface
public interface Stream {
    /** Begins it. Called on the event loop of the admin port. */
    void begin(Sink sink);

    /** The client of a stream. Thread-safe. */
    interface Sink {
        /**
         * Sends a part; does nothing once the client has left. A client that does not read is
         * disconnected, so little waits for it.
         */
        void send(byte[] part);

        /** @param action run once when the client has left, or at once if it has */
        void whenClosed(Runnable action);
    }
}
