/**
 * How a Java program embeds a node: {@link io.chatka.Chatka#node} makes a {@link
 * io.chatka.NodeBuilder}, and that starts a {@link io.chatka.ChatkaNode}. What an application
 * implements is in {@link io.chatka.api}.
 */
package io.chatka;
