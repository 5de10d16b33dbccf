package io.chatka.internal.admin;

import java.nio.charset.StandardCharsets;

/**
 * An answer of the admin port.
 *
 * @param status the HTTP status
 * @param type the content type
 */
public record Answer(int status, String type, byte[] body) {
    private static final String JSON = "application/json";

    public static Answer json(int status, byte[] json) {
        return new Answer(status, JSON, json);
    }

    /** @param reason plain text without characters that JSON would have to escape */
    static Answer error(int status, String reason) {
        return json(status, ("{\"error\":\"" + reason + "\"}\n").getBytes(StandardCharsets.UTF_8));
    }
}
