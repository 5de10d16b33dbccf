package io.chatka.internal.admin;

import java.nio.charset.StandardCharsets;

/**
 * What the admin port answers a request with.
 *
 * @param status of HTTP
 * @param type the content type
 */
public record Answer(int status, String type, byte[] body) {
    private static final String JSON = "application/json";

    public static Answer json(int status, byte[] json) {
        return new Answer(status, JSON, json);
    }

    /** @param reason plain text of our own, with nothing in it that JSON would have to escape */
    static Answer error(int status, String reason) {
        return json(status, ("{\"error\":\"" + reason + "\"}\n").getBytes(StandardCharsets.UTF_8));
    }
}
