package io.chatka.verify;

import io.chatka.tools.Program;
import java.io.UncheckedIOException;

/**
 * {@code chatka verify}. Exit codes: 0 nothing was lost, 1 the promise was broken or a figure missed its target, 2
 * something that the user can correct, 130 after Ctrl-C.
 */
public final class Main {
    /** A process that does not start or end, or a file that cannot be written, says nothing about messages. */
    static final Program PROGRAM =
            new Program(VerifyCommand::new, IllegalStateException.class, UncheckedIOException.class);

    private Main() {}

    public static void main(String[] arguments) {
        PROGRAM.main(arguments);
    }
}
