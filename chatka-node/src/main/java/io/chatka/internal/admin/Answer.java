package io.chatka.internal.admin;

import io.netty.handler.codec.http.HttpResponseStatus;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * An answer of the admin port.
 *
 * @param status the HTTP status
 * @param type the content type; null for an answer without a body
 * @param headers further ones
 * @param stream follows the body, until the client leaves; null for none
 */
public record Answer(int status, String type, byte[] body, Map<String, String> headers, Stream stream) {
    private static final String JSON = "application/json";
    private static final String PROBLEM = "application/problem+json";

    public Answer(int status, String type, byte[] body, Map<String, String> headers) {
        this(status, type, body, headers, null);
    }

    public Answer(int status, String type, byte[] body) {
        this(status, type, body, Map.of());
    }

    /** An answer that goes on until its client leaves. */
    public static Answer stream(String type, Stream stream) {
        return new Answer(200, type, new byte[0], Map.of(), stream);
    }

    public static Answer json(int status, byte[] json) {
        return new Answer(status, JSON, json);
    }

    /** The status 204. */
    public static Answer empty() {
        return new Answer(204, null, new byte[0]);
    }

    /**
     * A problem document (RFC 9457).
     *
     * @param reason plain text without characters that JSON would have to escape
     */
    static Answer error(int status, String reason) {
        String title = HttpResponseStatus.valueOf(status).reasonPhrase();
        String problem = "{\"title\":\"" + title + "\",\"status\":" + status + ",\"detail\":\"" + reason + "\"}\n";
        return new Answer(status, PROBLEM, problem.getBytes(StandardCharsets.UTF_8));
    }
}
