package io.chatka.verify.client;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** JSON Web Tokens (RFC 7519) for servers that were started with a secret. */
final class Tokens {
    private static final long LIFE_SECONDS = 20 * 24 * 3600;

    private Tokens() {}

    /** A token of a moderator everywhere, signed with HS256. */
    static String moderator(String secret, String user) {
        long expires = System.currentTimeMillis() / 1000 + LIFE_SECONDS;
        String claims = Json.object()
                .put("sub", user)
                .put("name", user)
                .put("role", "moderator")
                .put("exp", expires)
                .toString();
        String signed = encoded("{\"alg\":\"HS256\",\"typ\":\"JWT\"}") + '.' + encoded(claims);
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return signed + '.' + encoded(mac.doFinal(signed.getBytes(StandardCharsets.US_ASCII)));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static String encoded(String text) {
        return encoded(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String encoded(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
