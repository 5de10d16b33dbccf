package io.chatka.internal.admin;

import java.util.function.Consumer;

/**
 * Answers requests that {@link AdminPage}s do not cover: the API of the module {@code chatka-admin}.
 * Thread-safe.
 */
public interface AdminDoor extends AutoCloseable {
    /** Maximum bytes of a request's body. */
    int MAX_BODY = 256 * 1024;

    /** Nothing but pages. */
    AdminDoor NONE = new AdminDoor() {
        @Override
        public boolean covers(String path) {
            return false;
        }

        @Override
        public void answer(Request request, Consumer<Answer> then) {
            throw new IllegalStateException("covers nothing");
        }

        @Override
        public void listening(int port) {}

        @Override
        public void close() {}
    };

    /** Whether requests for this path are its own. Called on the event loop of the admin port. */
    boolean covers(String path);

    /**
     * Answers a request. Called on the event loop of the admin port, so it has to return at once.
     *
     * @param then gets the answer, in any thread, now or later; once
     */
    void answer(Request request, Consumer<Answer> then);

    /** Path and fragment that open the console once; null if there is none. */
    default String logIn() {
        return null;
    }

    /** The port is open. */
    void listening(int port);

    @Override
    void close();
}
