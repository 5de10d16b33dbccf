package io.chatka.internal.admin;

import java.util.function.Supplier;

/**
 * What there is at one path of the admin port.
 *
 * @param path such as {@code /live}
 * @param kind how it is asked for, and where {@code content} runs
 * @param content makes the answer; what it throws is answered with 500, and logged
 */
public record AdminPage(String path, Kind kind, Supplier<Answer> content) {

    public enum Kind {
        /** GET; made on the event loop of the admin port, so it must not block and takes microseconds. */
        AT_ONCE,
        /** GET; takes milliseconds, and is made by a thread that makes one after the other. */
        FIGURES,
        /** POST, from no page of a browser; may block. Only one of these runs at a time, in a thread of its own. */
        ACTION
    }

    String methods() {
        return kind == Kind.ACTION ? "POST" : "GET, HEAD";
    }

    boolean takes(String method) {
        return kind == Kind.ACTION ? method.equals("POST") : method.equals("GET") || method.equals("HEAD");
    }
}
