package io.chatka.jwt;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Public keys in PEM (RFC 7468): RSA, EC and Ed25519. */
final class PemKeys {
    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN PUBLIC KEY-----([A-Za-z0-9+/=\\s]+)-----END PUBLIC KEY-----");
    private static final List<String> ALGORITHMS = List.of("RSA", "EC", "Ed25519");
    static final int MIN_RSA_BITS = 2048;

    private PemKeys() {}

    /** @throws IllegalArgumentException if there is no key, or one that cannot be used */
    static List<PublicKey> read(String pem) {
        if (pem.contains("PRIVATE KEY")) {
            throw new IllegalArgumentException(
                    "it has a private key, which belongs to the application only; name the public one");
        }
        List<PublicKey> keys = new ArrayList<>();
        Matcher block = BLOCK.matcher(pem);
        while (block.find()) {
            keys.add(key(Base64.getMimeDecoder().decode(block.group(1))));
        }
        if (keys.isEmpty()) {
            throw new IllegalArgumentException("it has no \"-----BEGIN PUBLIC KEY-----\"");
        }
        return keys;
    }

    private static PublicKey key(byte[] encoded) {
        for (String algorithm : ALGORITHMS) {
            try {
                PublicKey key = KeyFactory.getInstance(algorithm).generatePublic(new X509EncodedKeySpec(encoded));
                if (key instanceof RSAPublicKey rsa && rsa.getModulus().bitLength() < MIN_RSA_BITS) {
                    throw new IllegalArgumentException("an RSA key has to have at least " + MIN_RSA_BITS + " bits");
                }
                return key;
            } catch (GeneralSecurityException other) {
                // A key of another kind.
            }
        }
        throw new IllegalArgumentException("its key is none of RSA, EC and Ed25519");
    }
}
