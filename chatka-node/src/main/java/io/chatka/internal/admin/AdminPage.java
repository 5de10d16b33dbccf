package io.chatka.internal.admin;

import java.util.function.Supplier;

/**
 * A page of the admin port, for GET and HEAD.
 *
 * @param path such as {@code /live}
 * @param kind the thread that runs {@code content}
 * @param content makes the answer; what it throws is logged and answered with 500
 */
public record AdminPage(String path, Kind kind, Supplier<Answer> content) {
    static final String METHODS = "GET, HEAD";

    public enum Kind {
        /** Made on the event loop of the admin port, within microseconds. Must not block. */
        AT_ONCE,
        /** Takes milliseconds. One thread makes these pages, one after the other. */
        FIGURES
    }

    boolean takes(String method) {
        return method.equals("GET") || method.equals("HEAD");
    }
}
