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
     * @param option the option that chooses another port
     * @return a {@link ConfigException} if only a changed setting helps, else a {@link
     *     ListenException}
     */
    public static RuntimeException of(String what, Throwable cause, int port, String option) {
        String message = what + ": " + explain(cause, port, option);
        return isPermission(cause) ? new ConfigException(message) : new ListenException(message);
    }

    private static boolean isPermission(Throwable cause) {
        String text = String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT);
        return text.contains("permission") || text.contains("denied");
    }

    /** @param option the option that chooses another port */
    public static String explain(Throwable cause, int port, String option) {
        String text = String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT);
        if (text.contains("in use")) {
            return "the port is in use; stop what uses it, or choose another with " + option;
        }
        if (isPermission(cause)) {
            return port < FIRST_UNPRIVILEGED_PORT
                    ? "ports below 1024 need a privilege; choose another with " + option
                    : "permission denied; choose another with " + option;
        }
        if (cause instanceof UnknownHostException || cause instanceof UnresolvedAddressException) {
            return "the host name is not known here; correct it with --host";
        }
        if (cause instanceof BindException || text.contains("assign requested address")) {
            return "the address is not one of this machine's; correct it with --host";
        }
        return text;
    }
}
