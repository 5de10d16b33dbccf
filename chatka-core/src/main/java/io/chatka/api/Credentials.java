package io.chatka.api;

import java.net.InetAddress;

/**
 * What the node knows of a client before its session opens.
 *
 * @param token as the client sent it, in the header {@code Authorization}, in {@code hello} or in
 *     the address; null if it sent none. A secret: {@link #toString} leaves it out
 * @param name the valid name that the client asks for; null if it asks for none
 * @param room the room of the address {@code /ws/{room}}; null for {@code /ws}
 * @param address of the client; behind a trusted proxy, the address that the proxy reports
 */
public record Credentials(String token, String name, String room, InetAddress address) {

    @Override
    public String toString() {
        return "Credentials[token=" + (token == null ? "none" : "(hidden)") + ", name=" + name + ", room=" + room
                + ", address=" + address + "]";
    }
}
