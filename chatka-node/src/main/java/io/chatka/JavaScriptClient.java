package io.chatka;

import io.chatka.api.WebFiles;
import java.util.List;

/**
 * The JavaScript client. A page of a node that serves it can {@code import} {@code
 * /client/chatka.js}.
 */
public final class JavaScriptClient {
    /** A test compares the list with what is in {@code clients/js}. */
    static final List<String> NAMES = List.of(
            "client/backoff.js",
            "client/chatka.js",
            "client/commands.js",
            "client/emitter.js",
            "client/link.js",
            "client/mender.js",
            "client/order.js",
            "client/outgoing.js",
            "client/platform.js",
            "client/protocol.js",
            "client/room.js",
            "client/rooms.js",
            "client/wake.js");

    private JavaScriptClient() {}

    /** Its files, below {@code /client/}. Reads them from the class path; blocks. */
    public static WebFiles files() {
        return WebFiles.ofResources(JavaScriptClient.class, "/web", NAMES);
    }
}
