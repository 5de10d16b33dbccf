package io.chatka.api;

import java.net.InetAddress;

/**
 * A user's open connection.
 *
 * @param id unique, the {@code session} of the client's {@code welcome}
 * @param address of the client; behind a trusted proxy, the address that the proxy reports
 */
public record Session(String id, User user, InetAddress address) {}
