package io.chatka.admin;

import io.chatka.internal.admin.Request;
import java.util.List;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;

/**
 * Who may ask at all: checks the {@code Host}, the {@code Origin} and the key of a request.
 * Thread-safe.
 */
final class Guard {
    private static final Pattern IPV4 = Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,3}){3}");
    private static final Pattern PORT = Pattern.compile(":[0-9]{1,5}$");
    private static final String BEARER = "bearer ";

    private final List<AdminKey> keys;
    private final Set<String> hosts;
    private final WrongKeys wrongKeys;

    Guard(List<AdminKey> keys, Set<String> hosts, LongSupplier nanoTime) {
        this.keys = keys;
        this.hosts = hosts;
        this.wrongKeys = new WrongKeys(nanoTime);
    }

    /** @throws Problem if the request may not be answered */
    AdminKey admit(Request request) {
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
        return key(request);
    }

    private boolean isOurs(String name) {
        return IPV4.matcher(name).matches()
                || name.startsWith("[") && name.endsWith("]")
                || name.equals("localhost")
                || name.endsWith(".localhost")
                || hosts.contains(name);
    }

    private AdminKey key(Request request) {
        long wait = wrongKeys.waitMillis(request.from());
        if (wait > 0) {
            throw Problem.tooManyWrongKeys(wait);
        }
        String header = request.headers().getOrDefault("authorization", "");
        if (!header.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
            throw Problem.unauthorized("this needs a key: Authorization: Bearer KEY");
        }
        byte[] sha256 = AdminKey.hash(header.substring(BEARER.length()).strip());
        AdminKey found = null;
        for (AdminKey key : keys) {
            // All of them, so that the time does not tell which one is right.
            found = key.is(sha256) ? key : found;
        }
        if (found == null) {
            wrongKeys.wrong(request.from());
            throw Problem.unauthorized("this is none of the keys of this node");
        }
        return found;
    }
}
