package io.chatka.internal.redis;

import io.chatka.api.BrokerUnavailableException;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisCommandTimeoutException;
import io.lettuce.core.RedisConnectionException;
import io.netty.channel.ConnectTimeoutException;
import java.io.EOFException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;

/**
 * Says in one line what is wrong with Redis and what to do about it.
 *
 * <p>From an error of Redis it repeats only the code, which is the first word: the rest may contain
 * names of rooms.
 */
final class RedisFailure {
    private static final Pattern CODE_IN_SCRIPT = Pattern.compile("^ERR Error running script .*: -([A-Z]+) ");

    /**
     * The error for a command in a script that the user may not run. Outside of scripts it is
     * NOPERM.
     */
    private static final String NOT_ALLOWED_IN_SCRIPT = "The user executing the script";

    private static final String WRONG_PASSWORD = "the user name or password is wrong; check them in the URL";

    /**
     * @param words cause and remedy, in one line
     * @param lasting whether it lasts until somebody changes a setting, of the node or of Redis
     */
    record Reason(String words, boolean lasting) {}

    /** Marks the failure of one command: the connection works, and other commands may succeed. */
    static final class Refused extends RuntimeException {
        private static final long serialVersionUID = 1;
        private static final Set<String> LACKS_RESOURCES = Set.of("OOM", "MISCONF", "NOREPLICAS");
        private static final Set<String> OF_ONE_ROOM = Set.of("WRONGTYPE", "ERR");

        /** Such as {@code READONLY}. */
        final String code;

        final String words;

        Refused(String code, String words) {
            super(null, null, false, false);
            this.code = code;
            this.words = words;
        }

        /** Whether Redis lacks memory, disk or replicas: it still answers reads. */
        boolean lacksResources() {
            return LACKS_RESOURCES.contains(code);
        }

        /** Whether the cause is not Redis, but data of a room that another program has changed. */
        boolean isOfOneRoom() {
            return OF_ONE_ROOM.contains(code);
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
        return new BrokerUnavailableException(
                "too many commands are waiting for Redis at " + address,
                new Refused(
                        "FULL",
                        "more commands wait for it than chatka.redis.queue-commands and queue-bytes allow; is it overloaded?"));
    }

    BrokerUnavailableException late() {
        return new BrokerUnavailableException(
                "Redis at " + address + " did not answer in time",
                new Refused("LATE", "it answers, but too late; is it overloaded?"));
    }

    BrokerUnavailableException unsubscribed() {
        return new BrokerUnavailableException("unsubscribed before Redis at " + address + " had answered", null);
    }

    /** The failure of a command. */
    BrokerUnavailableException of(Throwable cause) {
        if (cause instanceof CompletionException && cause.getCause() != null) {
            return of(cause.getCause());
        }
        if (cause instanceof BrokerUnavailableException known) {
            return known;
        }
        if (cause instanceof RedisCommandExecutionException) {
            String code = code(cause);
            String words = refusal(cause).words();
            return new BrokerUnavailableException(
                    "Redis at " + address + " refused: " + code + (words.endsWith(code) ? "" : "; " + words),
                    new Refused(code, words));
        }
        return away(cause);
    }

    /** The failure of an attempt to connect. */
    BrokerUnavailableException ofConnecting(Throwable cause) {
        Reason reason = reason(cause);
        String message = "cannot use Redis at " + address + ": " + reason.words();
        return reason.lasting()
                ? BrokerUnavailableException.lasting(message, cause)
                : new BrokerUnavailableException(message, cause);
    }

    /** Such as {@code connection refused; is redis-server running there?} */
    Reason reason(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            Reason reason = known(cause);
            if (reason != null) {
                return reason;
            }
        }
        return passing("it does not answer like a Redis server, or closed the connection first; check host and port"
                + (tls ? "" : ", and use rediss:// if it speaks TLS"));
    }

    private Reason known(Throwable cause) {
        if (cause instanceof RedisCommandExecutionException) {
            return refusal(cause);
        }
        if (cause instanceof RedisRun.TwoRunsException) {
            return passing(cause.getMessage());
        }
        if (cause instanceof Fault.FaultException || cause instanceof Layout.OtherLayoutException) {
            return lasting(cause.getMessage());
        }
        if (cause instanceof UnknownHostException) {
            return passing("the host name cannot be resolved (" + answer(cause) + "); check it, and /etc/resolv.conf");
        }
        if (cause instanceof TimeoutException) {
            return passing("no answer in time; is it overloaded or frozen?");
        }
        if (cause instanceof ConnectTimeoutException || cause instanceof RedisCommandTimeoutException) {
            return passing(
                    "no answer in time; check that Redis is alive, that no firewall is between, and that the port is"
                            + (tls ? " one for TLS" : " not one for TLS"));
        }
        if (cause instanceof NoRouteToHostException) {
            return passing("there is no route to the host; check the network");
        }
        if (cause instanceof ConnectException) {
            return String.valueOf(cause.getMessage()).contains("nreachable")
                    ? passing("the network there is unreachable; check the network")
                    : passing("connection refused; is redis-server running there?");
        }
        if (cause instanceof SSLException) {
            return lasting(
                    "TLS failed (" + firstLine(cause) + "); check that the port speaks TLS and that the JVM trusts"
                            + " the certificate (-Djavax.net.ssl.trustStore)");
        }
        if (cause instanceof RedisConnectionException
                && String.valueOf(cause.getMessage()).startsWith("DENIED")) {
            return refusal(cause);
        }
        if (cause instanceof EOFException) {
            return passing("the connection was closed");
        }
        return null;
    }

    private Reason refusal(Throwable cause) {
        String message = String.valueOf(cause.getMessage());
        String text = message.toLowerCase(Locale.ROOT);
        if (text.contains("invalid password")) {
            return lasting(WRONG_PASSWORD);
        }
        if (text.contains("noauth")) {
            return lasting("it wants a password; put it into the URL: redis://:password@host");
        }
        if (text.contains("without any password configured")) {
            return lasting("it has no password, but the URL has one; remove it there");
        }
        if (text.contains("db index")) {
            return lasting("it has no database of that number; check the end of the URL");
        }
        if (text.contains("max number of clients")) {
            return passing("it has too many clients; raise its maxclients");
        }
        if (text.contains("in cluster mode")) {
            return lasting(RedisJudge.CLUSTER.toString());
        }
        String code = code(cause);
        return switch (code) {
            case "WRONGPASS" -> lasting(WRONG_PASSWORD);
            case "READONLY" -> lasting(RedisJudge.replica().toString());
            case "NOPERM" ->
                lasting("the user lacks a permission; it needs ~" + prefix + ":* &" + prefix + ":* +@all or the like");
            case "LOADING" -> passing("it is still loading its data; wait");
            case "DENIED" ->
                lasting("it is in protected mode and takes only local connections; set a password there (requirepass)");
            case "MISCONF" -> passing("it refuses writes since it cannot save to disk; look into its log");
            case "OOM" -> passing("it is out of memory; raise its maxmemory, or keep less history (chatka.history)");
            case "BUSY" ->
                passing(
                        "a script that somebody runs there does not end; redis-cli SCRIPT KILL ends it, or FUNCTION KILL");
            case "NOREPLICAS" ->
                passing("fewer replicas follow it than its min-replicas-to-write demands; start them, or lower it");
            case "MASTERDOWN" -> lasting("it is a replica that has lost its primary; use the address of the primary");
            case "MOVED", "ASK", "CLUSTERDOWN", "CROSSSLOT", "TRYAGAIN" -> lasting(RedisJudge.CLUSTER.toString());
            default -> passing("it refused: " + code);
        };
    }

    private static Reason passing(String words) {
        return new Reason(words, false);
    }

    private static Reason lasting(String words) {
        return new Reason(words, true);
    }

    /** The answer of the system's resolver, without the name: {@code host: Temporary failure in name resolution}. */
    private static String answer(Throwable unknownHost) {
        String message = firstLine(unknownHost);
        int colon = message.lastIndexOf(": ");
        return colon < 0 ? "it is not known" : message.substring(colon + 2);
    }

    /** The code with which Redis refused, such as {@code READONLY}; Redis 6 wraps a script's in an {@code ERR}. */
    static String code(Throwable refusal) {
        String message = String.valueOf(refusal.getMessage());
        if (message.contains(NOT_ALLOWED_IN_SCRIPT)) {
            return "NOPERM";
        }
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
