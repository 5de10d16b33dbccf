package io.chatka.internal.transport;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The chat page and the JavaScript client, in memory: what is served for which path. */
final class WebFiles {
    /** Resources under {@code /web/}; a test compares the list with what is there. */
    static final List<String> NAMES = List.of(
            "app.js",
            "chat.css",
            "composer.js",
            "connection.js",
            "countdown.js",
            "dom.js",
            "drawer.js",
            "index.html",
            "memory.js",
            "message.js",
            "name-dialog.js",
            "outbox.js",
            "past.js",
            "people.js",
            "presence.js",
            "room-view.js",
            "rooms-view.js",
            "session.js",
            "style.css",
            "timeline.js",
            "wording.js",
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

    private static final Map<String, String> CONTENT_TYPES = Map.of(
            "html", "text/html; charset=utf-8",
            "css", "text/css; charset=utf-8",
            "js", "text/javascript; charset=utf-8",
            "svg", "image/svg+xml");

    private final Map<String, WebFile> byPath = new HashMap<>();

    record WebFile(String contentType, byte[] bytes, String etag) {}

    private WebFiles() {}

    /** Reads them all; blocks. */
    static WebFiles load() {
        WebFiles files = new WebFiles();
        if (WebFiles.class.getResource("/web/index.html") == null) {
            return files; // a node without the server's page
        }
        for (String name : NAMES) {
            files.byPath.put("/" + name, read(name));
        }
        files.byPath.put("/", files.byPath.get("/index.html"));
        return files;
    }

    /** Null if there is nothing at the path. */
    WebFile at(String path) {
        return byPath.get(path);
    }

    private static WebFile read(String name) {
        try (InputStream in = WebFiles.class.getResourceAsStream("/web/" + name)) {
            if (in == null) {
                throw new IllegalStateException("the page's file " + name + " is missing from the build");
            }
            byte[] bytes = in.readAllBytes();
            String type = CONTENT_TYPES.get(name.substring(name.lastIndexOf('.') + 1));
            return new WebFile(type, bytes, "\"" + Integer.toHexString(java.util.Arrays.hashCode(bytes)) + "\"");
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
