package example;

import io.chatka.Chatka;
import io.chatka.ChatkaNode;

/** A program with chat inside. */
public final class Main {
    private Main() {}

    /** @param arguments pairs of a setting and its value */
    public static void main(String[] arguments) throws Exception {
        var builder = Chatka.node().port(0);
        for (int i = 0; i < arguments.length; i += 2) {
            builder.set(arguments[i], arguments[i + 1]);
        }
        try (ChatkaNode node = builder.start()) {
            System.out.println("chat on port " + node.port() + "; Enter stops it");
            System.in.read();
        }
    }
}
