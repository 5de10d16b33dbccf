package io.chatka.api;

import java.net.InetAddress;

/**
 * A user's open connection.
 *
 * @param id unique, the {@code session} of the client's {@code welcome}
 * @param address the client's, behind trusted proxies as they report it
 */
public record Session(String id, User user, InetAddress address) {}
