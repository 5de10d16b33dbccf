package io.chatka.admin;

import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Who has logged in at the console of this node: one-time tokens, and the sessions that they open.
 * Only their hashes are kept, until the node ends. Thread-safe.
 */
final class Logins {
    static final long TOKEN_MILLIS = TimeUnit.MINUTES.toMillis(10);
    static final long SESSION_MILLIS = TimeUnit.HOURS.toMillis(12);

    /** Of each kind; the oldest one ends first. */
    private static final int MOST = 256;

    private static final int BYTES = 32;

    private final LongSupplier nanoTime;
    private final SecureRandom random = new SecureRandom();
    private final Map<String, Secret> tokens = new LinkedHashMap<>();
    private final Map<String, Secret> sessions = new LinkedHashMap<>();

    private record Secret(AdminKey key, long end) {}

    Logins(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** A token that opens one session with the rights of this key. */
    synchronized String token(AdminKey key) {
        return add(tokens, key, TOKEN_MILLIS);
    }

    /** The key behind a token, which is used up by this; null for a token that is none. */
    synchronized AdminKey use(String token) {
        return live(tokens.remove(hash(token)));
    }

    /** A session with the rights of this key. */
    synchronized String open(AdminKey key) {
        return add(sessions, key, SESSION_MILLIS);
    }

    /** The key behind a session; null for one that is none. */
    synchronized AdminKey find(String session) {
        return live(sessions.get(hash(session)));
    }

    synchronized void close(String session) {
        sessions.remove(hash(session));
    }

    private String add(Map<String, Secret> to, AdminKey key, long millis) {
        byte[] bytes = new byte[BYTES];
        random.nextBytes(bytes);
        String secret = HexFormat.of().formatHex(bytes);
        if (to.size() == MOST) {
            to.remove(to.keySet().iterator().next());
        }
        to.put(hash(secret), new Secret(key, nanoTime.getAsLong() + TimeUnit.MILLISECONDS.toNanos(millis)));
        return secret;
    }

    private AdminKey live(Secret secret) {
        return secret == null || secret.end - nanoTime.getAsLong() <= 0 ? null : secret.key;
    }

    /** Looked up by their hash, secrets need no comparison in constant time. */
    private static String hash(String secret) {
        return HexFormat.of().formatHex(AdminKey.hash(secret));
    }
}
