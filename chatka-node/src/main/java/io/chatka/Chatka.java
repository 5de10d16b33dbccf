package io.chatka;

/**
 * Chat inside a Java program.
 *
 * <pre>{@code
 * try (ChatkaNode node = Chatka.node().port(8000).start()) {
 *     System.out.println("chat on port " + node.port());
 *     ...
 * }
 * }</pre>
 */
public final class Chatka {
    private Chatka() {}

    /** A node to be started: on port 8000 of the loopback interface, with the broker inside it, unless it is told otherwise. */
    public static NodeBuilder node() {
        return new NodeBuilder();
    }
}
