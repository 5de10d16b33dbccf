package io.chatka.tools;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Progress for people. On a terminal the last line is replaced again and again; elsewhere only
 * whole lines are printed. Thread-safe.
 */
public final class StatusLine {
    private final PrintStream out;
    private final boolean terminal;
    private String last = "";

    private StatusLine(PrintStream out, boolean terminal) {
        this.out = out;
        this.terminal = terminal;
    }

    public static StatusLine onStandardError() {
        return new StatusLine(System.err, isTerminal());
    }

    /** Prints nothing. */
    public static StatusLine none() {
        return new StatusLine(new PrintStream(OutputStream.nullOutputStream()), false);
    }

    /**
     * From Java 22 on there is a console without a terminal, so this looks at what standard error
     * is.
     */
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

    public boolean terminal() {
        return terminal;
    }

    /** Replaces the last line of a terminal; prints nothing elsewhere. */
    public synchronized void show(String text) {
        if (terminal) {
            out.print('\r' + text + " ".repeat(Math.max(0, last.length() - text.length())));
            out.flush();
            last = text;
        }
    }

    /** Prints a line that stays. */
    public synchronized void line(String text) {
        wipe();
        out.println(text);
    }

    public synchronized void wipe() {
        if (!last.isEmpty()) {
            out.print('\r' + " ".repeat(last.length()) + '\r');
            out.flush();
            last = "";
        }
    }
}
