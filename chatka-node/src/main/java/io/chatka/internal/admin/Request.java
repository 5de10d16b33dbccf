package io.chatka.internal.admin;

import java.net.InetAddress;
import java.util.Map;

/**
 * A request to the admin port.
 *
 * @param target path and query as they were sent, percent-encoded
 * @param headers by names in small letters; the last one of a name that occurs twice
 * @param body empty if there is none
 * @param from the address of the client
 */
public record Request(String method, String target, Map<String, String> headers, byte[] body, InetAddress from) {

    /** Without the query; percent-encoded. */
    public String path() {
        return target.split("\\?", 2)[0];
    }

    /** What follows the {@code ?}, percent-encoded; empty if there is none. */
    public String query() {
        String[] parts = target.split("\\?", 2);
        return parts.length < 2 ? "" : parts[1];
    }
}
