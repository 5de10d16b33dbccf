/**
 * A node as a whole. {@link io.chatka.internal.node.Configuration} gathers its settings, {@link
 * io.chatka.internal.node.Assembly} opens its parts one after the other, {@link
 * io.chatka.internal.node.Reloading} changes settings while it runs, and {@link
 * io.chatka.internal.node.Draining} sends its clients away before it closes. {@link
 * io.chatka.internal.node.NodeHealth} says whether it takes new clients.
 */
package io.chatka.internal.node;
