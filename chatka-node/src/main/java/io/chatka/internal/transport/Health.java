package io.chatka.internal.transport;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;

/** Whether this node is well, for those who send clients to it or restart it. Thread-safe; must not block. */
public interface Health {

    /** Why it should be started again; empty if it should not. */
    List<String> notLiveBecause();

    /** Whether nobody is let in for want of memory. */
    boolean shortOfMemory();

    /** Whether nobody is let in yet, since the broker has not been there since the start. */
    boolean starting();

    /** Why no new clients should be sent to it; empty if they may. */
    List<String> notReadyBecause();

    /** What is answered at a path: an HTTP status, and JSON. */
    record Page(int status, byte[] json) {}

    /** {@code /live} or {@code /ready}; null at any other path. */
    default Page at(String path) {
        return switch (path) {
            case "/live" -> page("live", notLiveBecause());
            case "/ready" -> page("ready", notReadyBecause());
            default -> null;
        };
    }

    /** @param reasons plain text, in which a name server or Redis may have had a word */
    private static Page page(String what, List<String> reasons) {
        String json = reasons.isEmpty()
                ? "{\"" + what + "\":true}\n"
                : reasons.stream()
                        .map(reason ->
                                new String(JsonStringEncoder.getInstance().quoteAsString(reason)))
                        .collect(Collectors.joining("\",\"", "{\"" + what + "\":false,\"reasons\":[\"", "\"]}\n"));
        return new Page(reasons.isEmpty() ? 200 : 503, json.getBytes(StandardCharsets.UTF_8));
    }
}
