package io.chatka.bench;

import io.chatka.tools.Program;

/**
 * {@code chatka bench}. Exit codes: 0 all is well, 1 a message was lost, duplicated or out of order, or a client did not
 * get in, 2 something that the user can correct, 130 after Ctrl-C.
 */
public final class Main {
    static final Program PROGRAM = new Program(BenchCommand::new);

    private Main() {}

    public static void main(String[] arguments) {
        // The reader checks every length itself, and reads these buffers once per delivery.
        System.setProperty("io.netty.buffer.checkBounds", "false");
        System.setProperty("io.netty.buffer.checkAccessible", "false");
        PROGRAM.main(arguments);
    }

    static String version() {
        return Program.version(Main.class);
    }
}
