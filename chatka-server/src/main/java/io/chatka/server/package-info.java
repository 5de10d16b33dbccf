/**
 * Puts the parts together: settings, broker, actors, transport, admin port. {@link io.chatka.server.ChatkaServer} is the
 * facade for programs that embed a server, {@link io.chatka.server.Main} the command line around it.
 */
package io.chatka.server;
