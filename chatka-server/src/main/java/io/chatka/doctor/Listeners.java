package io.chatka.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Finds the process that listens at a port, by what Linux tells in /proc. */
final class Listeners {
    private static final Path PROC = Path.of("/proc");

    /** The state TCP_LISTEN. */
    private static final String LISTEN = "0A";

    private static final int LOCAL_ADDRESS = 1;
    private static final int STATE = 3;
    private static final int INODE = 9;

    private Listeners() {}

    /** The process, in words; empty if there is none, or none can be found. */
    static String at(int port) {
        List<String> sockets = sockets(port);
        if (sockets.isEmpty()) {
            return "";
        }
        for (Path process : Kernel.in(PROC)) {
            String pid = process.getFileName().toString();
            if (pid.matches("\\d+") && holdsOneOf(process, sockets)) {
                return described(pid);
            }
        }
        return "a process of another user";
    }

    private static List<String> sockets(int port) {
        String end = String.format(":%04X", port);
        List<String> sockets = new ArrayList<>();
        for (String table : List.of("/proc/net/tcp", "/proc/net/tcp6")) {
            for (String line : Kernel.lines(table)) {
                String[] columns = line.trim().split("\\s+");
                if (columns.length > INODE && columns[LOCAL_ADDRESS].endsWith(end) && columns[STATE].equals(LISTEN)) {
                    sockets.add("socket:[" + columns[INODE] + "]");
                }
            }
        }
        return sockets;
    }

    private static boolean holdsOneOf(Path process, List<String> sockets) {
        for (Path file : Kernel.in(process.resolve("fd"))) {
            try {
                if (sockets.contains(Files.readSymbolicLink(file).toString())) {
                    return true;
                }
            } catch (IOException | RuntimeException goneOrOthers) {
                // It has ended, or belongs to another user.
            }
        }
        return false;
    }

    /** Nothing of the command line: there may be a password in it. */
    private static String described(String pid) {
        boolean chatka = Kernel.text("/proc/" + pid + "/cmdline")
                .map(line -> line.contains("chatka-server.jar"))
                .orElse(false);
        String name = chatka
                ? "another Chatka"
                : Kernel.text("/proc/" + pid + "/comm").orElse("").replaceAll("\\P{Print}", "?");
        return name + " (process " + pid + ")";
    }
}
