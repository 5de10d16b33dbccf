package io.chatka.redis;

import io.chatka.broker.BrokerUnavailableException;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisCommandTimeoutException;
import io.lettuce.core.RedisConnectionException;
import io.netty.channel.ConnectTimeoutException;
import java.io.EOFException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;

/**
 * Says in one line what is wrong with Redis and what to do about it.
 *
 * <p>What Redis itself says is passed on only as its code (the first word): the rest may hold names of rooms.
 */
final class RedisFailure {
    private static final Pattern CODE_IN_SCRIPT = Pattern.compile("^ERR Error running script .*: -([A-Z]+) ");

    /** Marks a failure of which Redis itself has told: the connection is well, and others may succeed. */
    static final class Refused extends RuntimeException {
        private static final long serialVersionUID = 1;

        Refused() {
            super(null, null, false, false);
        }
    }

    private final String address;
    private final boolean tls;
    private final String prefix;

    RedisFailure(RedisSettings settings) {
        this.address = settings.address();
        this.tls = settings.redisUri().isSsl();
        this.prefix = settings.prefix();
    }

    /** @param cause may be null */
    BrokerUnavailableException away(Throwable cause) {
        return new BrokerUnavailableException("Redis at " + address + " cannot be reached", cause);
    }

    BrokerUnavailableException full() {
        return new BrokerUnavailableException("too much is waiting for Redis at " + address, null);
    }

    BrokerUnavailableException late() {
        return new BrokerUnavailableException("Redis at " + address + " did not answer in time", null);
    }

    BrokerUnavailableException unsubscribed() {
        return new BrokerUnavailableException("unsubscribed before Redis at " + address + " had answered", null);
    }

    /** A command's failure. */
    BrokerUnavailableException of(Throwable cause) {
        if (cause instanceof CompletionException && cause.getCause() != null) {
            return of(cause.getCause());
        }
        if (cause instanceof BrokerUnavailableException known) {
            return known;
        }
        if (cause instanceof RedisCommandExecutionException) {
            String code = code(cause);
            String remedy = refusal(code);
            return new BrokerUnavailableException(
                    "Redis at " + address + " refused: " + code + (remedy.endsWith(code) ? "" : "; " + remedy),
                    new Refused());
        }
        return away(cause);
    }

    /** A connection's failure. */
    BrokerUnavailableException ofConnecting(Throwable cause) {
        return new BrokerUnavailableException("cannot use Redis at " + address + ": " + reason(cause), cause);
    }

    /** Cause and remedy, such as {@code connection refused; is redis-server running there?} */
    String reason(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            String reason = known(cause);
            if (reason != null) {
                return reason;
            }
        }
        return "it does not answer as a Redis server does, or closed before it did; check host and port"
                + (tls ? "" : ", and use rediss:// if it speaks TLS");
    }

    private String known(Throwable cause) {
        if (cause instanceof RedisCommandExecutionException) {
            return refusal(String.valueOf(cause.getMessage()));
        }
        if (cause instanceof Eviction.EvictsException
                || cause instanceof Layout.OtherLayoutException
                || cause instanceof RedisRun.TwoRunsException) {
            return cause.getMessage();
        }
        if (cause instanceof UnknownHostException) {
            return "the host name is unknown; check it";
        }
        if (cause instanceof TimeoutException) {
            return "no answer in time; is it overloaded or frozen?";
        }
        if (cause instanceof ConnectTimeoutException || cause instanceof RedisCommandTimeoutException) {
            return "no answer in time; check that Redis is alive, that no firewall is between, and that the port is"
                    + (tls ? " one for TLS" : " not one for TLS");
        }
        if (cause instanceof NoRouteToHostException) {
            return "there is no route to the host; check the network";
        }
        if (cause instanceof ConnectException) {
            return "connection refused; is redis-server running there?";
        }
        if (cause instanceof SSLException) {
            return "TLS failed (" + firstLine(cause) + "); check that the port speaks TLS and that the JVM trusts the"
                    + " certificate (-Djavax.net.ssl.trustStore)";
        }
        if (cause instanceof RedisConnectionException
                && String.valueOf(cause.getMessage()).startsWith("DENIED")) {
            return refusal(cause.getMessage());
        }
        if (cause instanceof EOFException) {
            return "the connection was closed";
        }
        return null;
    }

    private String refusal(String message) {
        String text = message.toLowerCase(Locale.ROOT);
        if (text.startsWith("wrongpass") || text.contains("invalid password")) {
            return "the user name or password is wrong; check them in the URL";
        }
        if (text.contains("noauth")) {
            return "it wants a password; put it into the URL: redis://:password@host";
        }
        if (text.contains("without any password configured")) {
            return "it has no password, but the URL has one; remove it there";
        }
        if (text.contains("db index")) {
            return "it has no database of that number; check the end of the URL";
        }
        if (text.startsWith("readonly")) {
            return "it is a read-only replica; use the address of the primary";
        }
        if (text.startsWith("noperm")) {
            return "the user lacks a permission; it needs ~" + prefix + ":* &" + prefix + ":* +@all or the like";
        }
        if (text.startsWith("loading")) {
            return "it is still loading its data; wait";
        }
        if (text.startsWith("denied")) {
            return "it is in protected mode and takes only local connections; set a password there (requirepass)";
        }
        if (text.startsWith("misconf")) {
            return "it refuses writes since it cannot save to disk; look into its log";
        }
        if (text.startsWith("oom")) {
            return "it is out of memory; raise its maxmemory, or keep less history (chatka.history)";
        }
        if (text.contains("max number of clients")) {
            return "it has too many clients; raise its maxclients";
        }
        return "it refused: " + firstWord(message);
    }

    /** The code with which Redis refused, such as {@code READONLY}; Redis 6 wraps a script's in an {@code ERR}. */
    static String code(Throwable refusal) {
        String message = String.valueOf(refusal.getMessage());
        Matcher inScript = CODE_IN_SCRIPT.matcher(message);
        return inScript.find() ? inScript.group(1) : firstWord(message);
    }

    private static String firstWord(String message) {
        int space = message.indexOf(' ');
        return space < 0 ? message : message.substring(0, space);
    }

    private static String firstLine(Throwable cause) {
        String message = String.valueOf(cause.getMessage());
        int newline = message.indexOf('\n');
        return newline < 0 ? message : message.substring(0, newline);
    }
}
