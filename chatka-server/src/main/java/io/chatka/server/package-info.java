/**
 * The program: {@link io.chatka.server.Main} is the command line, and {@link
 * io.chatka.server.ServeCommand} gives a node what an embedded one leaves to its host: logging,
 * metrics registries, the page, signals, the admin port.
 */
package io.chatka.server;
