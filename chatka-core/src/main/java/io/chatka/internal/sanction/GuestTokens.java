package io.chatka.internal.sanction;

import io.chatka.api.User;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Base64;
import java.util.function.LongSupplier;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Tokens by which guests stay the same: id, name and time of issue, signed with a key that all nodes
 * share (HMAC-SHA256, RFC 2104). They prove nothing else. Thread-safe.
 */
public final class GuestTokens {
    static final Duration LIFE = Duration.ofDays(30);

    public static final int KEY_BYTES = 32;

    /** Longer ones are not ours; they are not even decoded. */
    private static final int MAX_LENGTH = 1_024;

    private static final String ALGORITHM = "HmacSHA256";
    private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();

    private final LongSupplier clock;

    /** Null until it is known. */
    private volatile SecretKeySpec key;

    /** @param issued in Unix milliseconds */
    public record Guest(User user, long issued) {}

    /** @param clock Unix time in milliseconds */
    public GuestTokens(LongSupplier clock) {
        this.clock = clock;
    }

    /** @param secret at least {@value #KEY_BYTES} bytes */
    public void use(byte[] secret) {
        key = new SecretKeySpec(secret, ALGORITHM);
    }

    /** Whether there is a key; without one, guests get no tokens, and theirs cannot be checked. */
    public boolean ready() {
        return key != null;
    }

    /** Null without a key. */
    public String tokenOf(User guest) {
        SecretKeySpec with = key;
        if (with == null) {
            return null;
        }
        // Neither an id nor a name has a line break.
        byte[] content = (guest.id() + "\n" + guest.name() + "\n" + clock.getAsLong()).getBytes(StandardCharsets.UTF_8);
        return ENCODER.encodeToString(content) + "." + ENCODER.encodeToString(sign(with, content));
    }

    /** The guest of a token; null if it is none of ours, or has expired. */
    public Guest read(String token) {
        SecretKeySpec with = key;
        int dot = token.indexOf('.');
        if (with == null || dot < 0 || token.length() > MAX_LENGTH) {
            return null;
        }
        try {
            byte[] content = Base64.getUrlDecoder().decode(token.substring(0, dot));
            byte[] signature = Base64.getUrlDecoder().decode(token.substring(dot + 1));
            if (!MessageDigest.isEqual(signature, sign(with, content))) {
                return null;
            }
            String[] parts = new String(content, StandardCharsets.UTF_8).split("\n");
            long issued = Long.parseLong(parts[2]);
            return clock.getAsLong() - issued > LIFE.toMillis()
                    ? null
                    : new Guest(new User(parts[0], parts[1], "guest"), issued);
        } catch (IllegalArgumentException notBase64) {
            return null;
        }
    }

    private static byte[] sign(SecretKeySpec key, byte[] content) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            return mac.doFinal(content);
        } catch (NoSuchAlgorithmException | InvalidKeyException impossible) {
            throw new IllegalStateException("every Java platform has " + ALGORITHM, impossible);
        }
    }
}
