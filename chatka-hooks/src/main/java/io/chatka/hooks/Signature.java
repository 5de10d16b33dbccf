package io.chatka.hooks;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** The signature of the Standard Webhooks specification: HMAC-SHA256 of id, time and body. Immutable. */
final class Signature {
    static final int MIN_SECRET = 24;
    static final int MAX_SECRET = 64;
    private static final String PREFIX = "whsec_";
    private static final String ALGORITHM = "HmacSHA256";

    private final List<SecretKeySpec> keys;

    private Signature(List<SecretKeySpec> keys) {
        this.keys = keys;
    }

    /**
     * @param secrets each {@code whsec_} and base64 of 24 to 64 bytes; several while one is replaced
     * @throws IllegalArgumentException if one has another form; the message does not repeat it
     */
    static Signature of(List<String> secrets) {
        List<SecretKeySpec> keys = new ArrayList<>();
        for (String secret : secrets) {
            keys.add(new SecretKeySpec(decoded(secret), ALGORITHM));
        }
        return new Signature(List.copyOf(keys));
    }

    private static byte[] decoded(String secret) {
        byte[] bytes = {};
        try {
            if (secret.startsWith(PREFIX)) {
                bytes = Base64.getDecoder().decode(secret.substring(PREFIX.length()));
            }
        } catch (IllegalArgumentException noBase64) {
            // Refused below.
        }
        if (bytes.length < MIN_SECRET || bytes.length > MAX_SECRET) {
            throw new IllegalArgumentException("a secret is whsec_ and base64 of " + MIN_SECRET + " to " + MAX_SECRET
                    + " bytes; make one with: echo \"whsec_$(openssl rand -base64 32)\"");
        }
        return bytes;
    }

    /**
     * The value of {@code webhook-signature}.
     *
     * @param id as in {@code webhook-id}
     * @param seconds as in {@code webhook-timestamp}
     */
    String sign(String id, long seconds, byte[] body) {
        List<String> signatures = new ArrayList<>();
        for (SecretKeySpec key : keys) {
            try {
                Mac mac = Mac.getInstance(ALGORITHM);
                mac.init(key);
                mac.update((id + "." + seconds + ".").getBytes(StandardCharsets.UTF_8));
                signatures.add("v1," + Base64.getEncoder().encodeToString(mac.doFinal(body)));
            } catch (GeneralSecurityException impossible) {
                throw new IllegalStateException("every JDK has " + ALGORITHM, impossible);
            }
        }
        return String.join(" ", signatures);
    }
}
