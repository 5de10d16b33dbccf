package io.chatka.internal.transport;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;

/** The state of this node, for load balancers and orchestrators. Thread-safe; must not block. */
public interface Health {

    /** Why the node should be restarted; empty if it should not. */
    List<String> notLiveBecause();

    /** Whether new clients are refused because memory is short. */
    boolean shortOfMemory();

    /**
     * Whether new clients are refused because the broker has not been available since the start.
     */
    boolean starting();

    /** Why the node should get no new clients; empty if it may. */
    List<String> notReadyBecause();

    /** An answer: an HTTP status, and JSON. */
    record Page(int status, byte[] json) {}

    /** {@code /live} or {@code /ready}; null at any other path. */
    default Page at(String path) {
        return switch (path) {
            case "/live" -> page("live", notLiveBecause());
            case "/ready" -> page("ready", notReadyBecause());
            default -> null;
        };
    }

    /** @param reasons plain text; it may quote a name server or Redis, and is escaped */
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
