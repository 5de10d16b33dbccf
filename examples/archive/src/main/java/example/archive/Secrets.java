package example.archive;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.Headers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * What the application and the chat's nodes both know.
 *
 * @param jwt signs the users' tokens
 * @param hook signs what nodes post
 * @param api the key of the admin API; the operators of this application have it, too
 */
record Secrets(String jwt, String hook, String api) {
    private static final long TOKEN_SECONDS = 3600;
    private static final long OLDEST_SECONDS = 300;
    private static final String HOOK = "whsec_";
    private static final Base64.Encoder URL = Base64.getUrlEncoder().withoutPadding();

    /**
     * Makes those that the directory does not have, and a {@code chatka.conf} for nodes that use them.
     *
     * @param port of this application
     */
    static Secrets in(Path directory, int port) throws IOException {
        Path home = directory.toAbsolutePath();
        Files.writeString(home.resolve("chatka.conf"), """
                chatka {
                  auth { guests = off, jwt { secret-file = "%1$s/jwt.secret", audience = chat } }
                  admin.keys = [{ name = archive, key-file = "%1$s/api.key", role = admin }]
                  hooks.webhooks = [{
                    url = "http://127.0.0.1:%2$d/hook", secret-file = "%1$s/hook.secret", events = [said, moderated, node_lost]
                  }]
                }
                """.formatted(home, port));
        return new Secrets(
                kept(home.resolve("jwt.secret"), ""),
                kept(home.resolve("hook.secret"), HOOK),
                kept(home.resolve("api.key"), ""));
    }

    private static String kept(Path file, String prefix) throws IOException {
        if (Files.notExists(file)) {
            byte[] random = new byte[32];
            new SecureRandom().nextBytes(random);
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(file, prefix + Base64.getEncoder().encodeToString(random));
        }
        return Files.readString(file).strip();
    }

    /** A JSON Web Token (RFC 7519) that lets a user chat for an hour: docs/authentication.md. */
    String token(String user, String name) throws IOException {
        long now = Instant.now().getEpochSecond();
        String signed = part(Map.of("alg", "HS256", "typ", "JWT")) + "."
                + part(Map.of("sub", user, "name", name, "aud", "chat", "iat", now, "exp", now + TOKEN_SECONDS));
        return signed + "." + URL.encodeToString(hmac(jwt.getBytes(UTF_8), signed, new byte[0]));
    }

    private static String part(Map<String, Object> claims) throws IOException {
        return URL.encodeToString(new ObjectMapper().writeValueAsBytes(claims));
    }

    /** Whether a node has posted this, at most 5 minutes ago: docs/hooks.md. */
    boolean isGenuine(Headers headers, byte[] body) {
        String time = String.valueOf(headers.getFirst("webhook-timestamp"));
        if (!time.matches("[0-9]{1,12}")
                || Math.abs(Instant.now().getEpochSecond() - Long.parseLong(time)) > OLDEST_SECONDS) {
            return false;
        }
        byte[] key = Base64.getDecoder().decode(hook.substring(HOOK.length()));
        byte[] signature = hmac(key, headers.getFirst("webhook-id") + "." + time + ".", body);
        String expected = "v1," + Base64.getEncoder().encodeToString(signature);
        // There are two while a secret is replaced.
        return Stream.of(String.valueOf(headers.getFirst("webhook-signature")).split(" "))
                .anyMatch(given -> isSame(expected, given));
    }

    boolean isOperator(Headers headers) {
        return isSame("Bearer " + api, String.valueOf(headers.getFirst("Authorization")));
    }

    /** Takes as long wherever they differ, so that nobody can find a secret by its time. */
    private static boolean isSame(String expected, String given) {
        return MessageDigest.isEqual(expected.getBytes(UTF_8), given.getBytes(UTF_8));
    }

    private static byte[] hmac(byte[] key, String first, byte[] rest) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            mac.update(first.getBytes(UTF_8));
            return mac.doFinal(rest);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every JDK has HmacSHA256", impossible);
        }
    }
}
