package io.chatka.admin;

import io.chatka.internal.admin.Request;
import java.util.List;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;

/**
 * Who may ask at all: checks the {@code Host}, the {@code Origin}, and the key or the console's
 * session of a request. Thread-safe.
 */
final class Guard {
    private static final Pattern IPV4 = Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,3}){3}");
    private static final Pattern PORT = Pattern.compile(":[0-9]{1,5}$");
    private static final String BEARER = "bearer ";

    /** What a page of another site cannot set: a form has no headers, and scripts would have to ask first. */
    static final String WRITES = "x-chatka-console";

    private final List<AdminKey> keys;
    private final Set<String> hosts;
    private final WrongKeys wrongKeys;
    private final Logins logins;

    /** Browsers do not tell the cookies of two ports apart. */
    private volatile int port;

    Guard(List<AdminKey> keys, Set<String> hosts, LongSupplier nanoTime) {
        this.keys = keys;
        this.hosts = hosts;
        this.wrongKeys = new WrongKeys(nanoTime);
        this.logins = new Logins(nanoTime);
    }

    void listening(int atPort) {
        port = atPort;
    }

    Logins logins() {
        return logins;
    }

    String cookieName() {
        return "chatka-console-" + port;
    }

    /** @throws Problem if the request may not be answered */
    AdminKey admit(Request request) {
        checkOrigin(request);
        return key(request);
    }

    /** @throws Problem if the request goes to another host, or comes from a page of another site */
    void checkOrigin(Request request) {
        String host = request.headers().getOrDefault("host", "");
        if (!isOurs(PORT.matcher(host).replaceFirst(""))) {
            // A page can make a browser ask here under the name of its own site, if that name resolves to this address.
            throw Problem.of(
                    421, "this host name is not ours; use an address, localhost, or a name in chatka.admin.hosts");
        }
        String origin = request.headers().get("origin");
        if (origin != null && !origin.equals("http://" + host) && !origin.equals("https://" + host)) {
            throw Problem.of(403, "a page of another origin may not ask here");
        }
    }

    /**
     * Opens a session for a one-time token or a key; the other one is empty.
     *
     * @throws Problem if it is wrong
     */
    String logIn(Request request, String token, String key) {
        requireNoWait(request);
        AdminKey found = token.isEmpty() ? find(key) : logins.use(token);
        if (found == null) {
            wrongKeys.wrong(request.from());
            throw Problem.unauthorized(
                    token.isEmpty()
                            ? "this is none of the keys of this node"
                            : "this link has been used, or is older than 10 minutes; ./chatka admin login makes"
                                    + " another");
        }
        return logins.open(found);
    }

    /** The key behind the console's session; null for a browser that is not logged in. */
    AdminKey session(Request request) {
        return logins.find(cookie(request));
    }

    void logOut(Request request) {
        logins.close(cookie(request));
    }

    /** The console's session in the cookies of the request; empty if there is none. */
    private String cookie(Request request) {
        for (String cookie : request.headers().getOrDefault("cookie", "").split(";")) {
            String[] parts = cookie.strip().split("=", 2);
            if (parts[0].equals(cookieName())) {
                return parts[1];
            }
        }
        return "";
    }

    private void requireNoWait(Request request) {
        long wait = wrongKeys.waitMillis(request.from());
        if (wait > 0) {
            throw Problem.tooManyWrongKeys(wait);
        }
    }

    private boolean isOurs(String name) {
        return IPV4.matcher(name).matches()
                || name.startsWith("[") && name.endsWith("]")
                || name.equals("localhost")
                || name.endsWith(".localhost")
                || hosts.contains(name);
    }

    private AdminKey key(Request request) {
        if (!request.headers().containsKey("authorization")) {
            AdminKey session = session(request);
            if (session != null) {
                return ofConsole(session, request);
            }
        }
        requireNoWait(request);
        String bearer = bearer(request);
        if (bearer.isEmpty()) {
            throw Problem.unauthorized("this needs a key: Authorization: Bearer KEY");
        }
        AdminKey found = find(bearer);
        if (found == null) {
            wrongKeys.wrong(request.from());
            throw Problem.unauthorized("this is none of the keys of this node");
        }
        return found;
    }

    /** What the request shows; empty if it shows nothing. */
    static String bearer(Request request) {
        String header = request.headers().getOrDefault("authorization", "");
        return header.regionMatches(true, 0, BEARER, 0, BEARER.length())
                ? header.substring(BEARER.length()).strip()
                : "";
    }

    private static AdminKey ofConsole(AdminKey session, Request request) {
        boolean reads = request.method().equals("GET") || request.method().equals("HEAD");
        if (!reads && !request.headers().containsKey(WRITES)) {
            throw Problem.of(403, "with a cookie, what changes something needs the header " + WRITES);
        }
        return session;
    }

    /** Null for a key that is none. */
    private AdminKey find(String given) {
        byte[] sha256 = AdminKey.hash(given);
        AdminKey found = null;
        for (AdminKey key : keys) {
            // All of them, so that the time does not tell which one is right.
            found = key.is(sha256) ? key : found;
        }
        return found;
    }
}
