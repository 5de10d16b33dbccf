package io.chatka.internal.transport;

import io.chatka.api.ConfigException;
import io.chatka.api.ListenException;
import java.net.BindException;
import java.net.UnknownHostException;
import java.nio.channels.UnresolvedAddressException;
import java.util.Locale;

/** Why an address cannot be listened at, in words that say what to do. */
public final class ListenFailures {
    private static final int FIRST_UNPRIVILEGED_PORT = 1024;

    private ListenFailures() {}

    /**
     * The exception to throw.
     *
     * @param what such as {@code cannot listen at 127.0.0.1:8000}
     * @param name what the setting of the port is called, such as {@code admin-port}
     * @return a {@link ConfigException} if only a changed setting helps, else a {@link
     *     ListenException}
     */
    public static RuntimeException of(String what, Throwable cause, int port, String name) {
        String message = what + ": " + explain(cause, port, name);
        return isPermission(cause) ? new ConfigException(message) : new ListenException(message);
    }

    private static boolean isPermission(Throwable cause) {
        String text = String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT);
        return text.contains("permission") || text.contains("denied");
    }

    /** @param name as for {@link #of} */
    public static String explain(Throwable cause, int port, String name) {
        String another = "choose another with chatka.server." + name + " (--" + name + ")";
        String host = name.equals("port") ? "correct chatka.server.host (--host)" : "correct chatka.server.admin-host";
        String text = String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT);
        if (text.contains("in use")) {
            return "the port is in use; stop what uses it, or " + another;
        }
        if (isPermission(cause)) {
            return port < FIRST_UNPRIVILEGED_PORT
                    ? "ports below 1024 need a privilege; " + another
                    : "permission denied; " + another;
        }
        if (cause instanceof UnknownHostException || cause instanceof UnresolvedAddressException) {
            return "the host name is not known here; " + host;
        }
        if (cause instanceof BindException || text.contains("assign requested address")) {
            return "the address is not one of this machine's; " + host;
        }
        return text;
    }
}
