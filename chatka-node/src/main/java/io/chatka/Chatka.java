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

    /** Builds a node. By default it listens at 127.0.0.1:8000 and uses the broker inside it. */
    public static NodeBuilder node() {
        return new NodeBuilder();
    }
}
