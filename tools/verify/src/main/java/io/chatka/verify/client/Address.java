package io.chatka.verify.client;

import java.net.InetSocketAddress;

/**
 * Where clients connect to reach a node.
 *
 * @param name of the node in stories
 */
public record Address(String name, InetSocketAddress socket) {}
