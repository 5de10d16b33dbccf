package io.chatka.server;

import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * SIGHUP. Whoever sends it wants the configuration to be read again; a terminal that is closed sends it as well, and then the server
 * has to end, as it would without this.
 *
 * <p>The JDK offers signals in a class that is its own ({@code sun.misc.Signal}), so it is looked up, and where it is not there nothing
 * happens.
 */
final class SighupReload {
    private static final Path STATUS = Path.of("/proc/self/stat");

    /** Of the fields behind the name: the controlling terminal, 0 for none (proc(5), tty_nr is the 7th of all). */
    private static final int TERMINAL = 4;

    private SighupReload() {}

    /** @param reload called in a thread of its own */
    static void handle(Runnable reload) {
        boolean hadTerminal = hasTerminal();
        Runnable task = () -> {
            if (hadTerminal && !hasTerminal()) {
                System.exit(0);
            }
            // The JVM's own thread knows no class loader.
            Thread thread = new Thread(reload, "chatka-reload");
            thread.setContextClassLoader(SighupReload.class.getClassLoader());
            thread.setDaemon(true);
            thread.start();
        };
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            InvocationHandler calls = (proxy, method, arguments) -> {
                if (method.getName().equals("handle")) {
                    task.run();
                    return null;
                }
                return method.invoke(task, arguments);
            };
            Object ours = Proxy.newProxyInstance(SighupReload.class.getClassLoader(), new Class<?>[] {handler}, calls);
            signal.getMethod("handle", signal, handler)
                    .invoke(null, signal.getConstructor(String.class).newInstance("HUP"), ours);
        } catch (ReflectiveOperationException notHere) {
            // No such signal on this system, or the user has told the JVM to leave it alone (-Xrs).
        }
    }

    private static boolean hasTerminal() {
        try {
            String status = Files.readString(STATUS);
            String[] fields = status.substring(status.lastIndexOf(')') + 2).split(" ");
            return !fields[TERMINAL].equals("0");
        } catch (IOException | RuntimeException unknown) {
            return false;
        }
    }
}
