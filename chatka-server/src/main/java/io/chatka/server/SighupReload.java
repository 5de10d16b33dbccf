package io.chatka.server;

import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Reloads the configuration on SIGHUP. A terminal that closes sends SIGHUP, too; then the server
 * ends, as it would without this class.
 *
 * <p>The JDK has signals only in an internal class, {@code sun.misc.Signal}, so it is looked up by
 * reflection. Without it nothing happens.
 */
final class SighupReload {
    private static final Path STATUS = Path.of("/proc/self/stat");

    /**
     * Index of the controlling terminal in the fields after the name; 0 for none (proc(5): tty_nr,
     * field 7).
     */
    private static final int TERMINAL = 4;

    private SighupReload() {}

    /** @param reload called in a thread of its own */
    static void handle(Runnable reload) {
        boolean hadTerminal = hasTerminal();
        Runnable task = () -> {
            if (hadTerminal && !hasTerminal()) {
                System.exit(0);
            }
            // The JVM's signal thread has no context class loader.
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
