package io.chatka.internal.admin;

import java.util.function.Supplier;

/**
 * A page of the admin port.
 *
 * @param path such as {@code /live}
 * @param kind its method, and the thread that runs {@code content}
 * @param content makes the answer; what it throws is logged and answered with 500
 */
public record AdminPage(String path, Kind kind, Supplier<Answer> content) {

    public enum Kind {
        /** GET; made on the event loop of the admin port, within microseconds. Must not block. */
        AT_ONCE,
        /** GET; takes milliseconds. One thread makes these pages, one after the other. */
        FIGURES,
        /**
         * POST, refused from pages in browsers; may block. Runs in a thread of its own, one at a
         * time.
         */
        ACTION
    }

    String methods() {
        return kind == Kind.ACTION ? "POST" : "GET, HEAD";
    }

    boolean takes(String method) {
        return kind == Kind.ACTION ? method.equals("POST") : method.equals("GET") || method.equals("HEAD");
    }
}
