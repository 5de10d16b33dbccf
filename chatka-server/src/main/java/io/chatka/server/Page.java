package io.chatka.server;

import io.chatka.JavaScriptClient;
import io.chatka.api.WebFiles;
import java.util.List;

/** The chat page and the JavaScript client that it uses. */
final class Page {
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
            "typing.js",
            "wording.js");

    private Page() {}

    /** Reads them all from the class path; blocks. */
    static WebFiles files() {
        return WebFiles.ofResources(Page.class, "/web", NAMES).and(JavaScriptClient.files());
    }
}
