package io.chatka.admin;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.chatka.api.BrokerUnavailableException;
import io.chatka.api.RefusedException;
import io.chatka.internal.admin.Answer;
import io.chatka.internal.fault.FaultLog;
import io.chatka.internal.fault.Stages;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;

/** A request that gets an error, as a problem document (RFC 9457). */
final class Problem extends RuntimeException {
    private static final long serialVersionUID = 1;
    private static final FaultLog FAULTS = FaultLog.of(ApiDoor.class);
    private static final String TYPE = "application/problem+json";

    /** How long a client waits before it tries again, in seconds. */
    private static final String RETRY = "1";

    private static final Map<Integer, String> TITLES = Map.ofEntries(
            Map.entry(400, "Bad request"),
            Map.entry(401, "Unauthorized"),
            Map.entry(403, "Forbidden"),
            Map.entry(404, "Not found"),
            Map.entry(405, "Method not allowed"),
            Map.entry(409, "Conflict"),
            Map.entry(413, "Too large"),
            Map.entry(415, "Unsupported media type"),
            Map.entry(421, "Misdirected request"),
            Map.entry(429, "Too many requests"),
            Map.entry(500, "Internal error"),
            Map.entry(503, "Unavailable"));

    private final int status;
    private final transient ObjectNode document;
    private final transient Map<String, String> headers;

    private Problem(int status, String detail, Map<String, String> headers) {
        super(detail, null, false, false);
        this.status = status;
        this.headers = headers;
        this.document = Json.object()
                .put("title", TITLES.get(status))
                .put("status", status)
                .put("detail", detail);
    }

    /** @param detail what was wrong and what would be right */
    static Problem of(int status, String detail) {
        return new Problem(status, detail, status == 503 ? Map.of("retry-after", RETRY) : Map.of());
    }

    /** @param field what of the request is wrong */
    static Problem field(String field, String detail) {
        Problem problem = of(400, detail);
        problem.document.put("field", field);
        return problem;
    }

    static Problem unauthorized(String detail) {
        return new Problem(401, detail, Map.of("www-authenticate", "Bearer"));
    }

    static Problem methodNotAllowed(Set<String> methods) {
        String allowed = String.join(", ", methods);
        return new Problem(405, "this path is for " + allowed, Map.of("allow", allowed));
    }

    static Problem tooManyWrongKeys(long millis) {
        Problem problem = new Problem(
                429,
                WrongKeys.MOST + " wrong keys came from this address within a minute; try again later",
                Map.of("retry-after", Long.toString(millis / 1000 + 1)));
        problem.document.put("retryAfter", millis);
        return problem;
    }

    static Problem missing(Set<String> nodes) {
        Problem problem = of(503, "some nodes did not answer; what they should do may not be done; try again");
        problem.document.set("missing", Json.array(nodes));
        return problem;
    }

    /** What a failure of an operation means to the client; logs what is no fault of the client. */
    static Problem of(Throwable failure) {
        Throwable cause = Stages.cause(failure);
        if (cause instanceof Problem problem) {
            return problem;
        } else if (cause instanceof RefusedException refused) {
            Problem problem = of(status(refused.code()), refused.getMessage());
            problem.document.put("code", refused.code());
            return problem;
        } else if (cause instanceof BrokerUnavailableException) {
            return of(503, "the broker is away, so it is unknown whether this was done; try again");
        } else if (cause instanceof RejectedExecutionException busy) {
            return of(503, busy.getMessage());
        }
        FAULTS.report("a request to the admin API failed", cause);
        return of(500, "a fault of this node; its log has the details");
    }

    private static int status(String code) {
        return switch (code) {
            case "not_found" -> 404;
            case "forbidden" -> 403;
            case "muted", "banned", "slow_mode", "closed", "filtered" -> 409;
            case "too_long" -> 413;
            case "unavailable" -> 503;
            default -> 400;
        };
    }

    Answer answer() {
        return new Answer(status, TYPE, Json.bytes(document), headers);
    }
}
