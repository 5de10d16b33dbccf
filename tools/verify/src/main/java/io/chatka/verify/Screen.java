package io.chatka.verify;

import io.chatka.verify.run.Progress;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Standard error: on a terminal the last line says what is going on, elsewhere only what stays is written. */
final class Screen implements Progress {
    private final PrintStream out = System.err;
    private final boolean terminal = isTerminal();
    private String last = "";

    /** From Java 22 on there is a console without a terminal, so look at where standard error goes to. */
    private static boolean isTerminal() {
        if ("dumb".equals(System.getenv("TERM"))) {
            return false;
        }
        try {
            String target = Files.readSymbolicLink(Path.of("/proc/self/fd/2")).toString();
            return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty") || "/dev/console".equals(target);
        } catch (IOException | UnsupportedOperationException elsewhere) {
            return System.console() != null;
        }
    }

    @Override
    public synchronized void step(String what) {
        if (terminal) {
            wipe();
            out.print(what);
            out.flush();
            last = what;
        }
    }

    @Override
    public synchronized void line(String text) {
        wipe();
        out.println(text);
    }

    synchronized void close() {
        wipe();
    }

    private void wipe() {
        if (!last.isEmpty()) {
            out.print('\r' + " ".repeat(last.length()) + '\r');
            last = "";
        }
    }
}
