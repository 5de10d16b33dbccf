package io.chatka.internal.transport.tls;

import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import javax.security.auth.x500.X500Principal;

/**
 * A private key, and the certificates that vouch for it, the server's own first.
 *
 * <p>The key always matches the first certificate. Without this check a mismatch would show only
 * when the first client connects.
 */
record Identity(PrivateKey key, List<X509Certificate> chain) {
    private static final DateTimeFormatter DAY =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm 'UTC'").withZone(ZoneOffset.UTC);
    private static final Map<String, String> SIGNATURES = Map.of(
            "RSA", "SHA256withRSA", "EC", "SHA256withECDSA", "Ed25519", "Ed25519", "Ed448", "Ed448", "EdDSA", "EdDSA");

    /** @throws IllegalArgumentException if the key is not the first certificate's */
    Identity {
        requirePair(key, chain.get(0));
    }

    /** Why a certificate cannot be used, and what to do; the message names no secret. */
    static final class UnusableException extends Exception {
        private static final long serialVersionUID = 1;

        UnusableException(String message) {
            super(message, null, false, false);
        }
    }

    static Identity of(PrivateKey key, List<X509Certificate> chain) throws UnusableException {
        try {
            return new Identity(key, List.copyOf(chain));
        } catch (IllegalArgumentException noPair) {
            throw new UnusableException(noPair.getMessage());
        }
    }

    Instant expires() {
        return chain.stream()
                .map(certificate -> certificate.getNotAfter().toInstant())
                .min(Instant::compareTo)
                .orElseThrow();
    }

    boolean expired(Clock clock) {
        return !clock.instant().isBefore(expires());
    }

    /** Such as {@code CN=chat.example.com, valid until 2027-01-01 00:00 UTC}. */
    @Override
    public String toString() {
        X500Principal subject = chain.get(0).getSubjectX500Principal();
        return subject.getName() + ", valid until " + DAY.format(expires());
    }

    /** Whether the key belongs to the certificate; false also if they are of different types. */
    static boolean isPair(PrivateKey key, X509Certificate certificate) {
        String algorithm = SIGNATURES.get(key.getAlgorithm());
        if (algorithm == null) {
            return false;
        }
        byte[] probe = {1, 2, 3};
        try {
            Signature signing = Signature.getInstance(algorithm);
            signing.initSign(key);
            signing.update(probe);
            byte[] signature = signing.sign();
            Signature verifying = Signature.getInstance(algorithm);
            verifying.initVerify(certificate.getPublicKey());
            verifying.update(probe);
            return verifying.verify(signature);
        } catch (GeneralSecurityException differentKinds) {
            // A mismatch as well: the remedy is the same.
            return false;
        }
    }

    private static void requirePair(PrivateKey key, X509Certificate certificate) {
        if (!SIGNATURES.containsKey(key.getAlgorithm())) {
            throw new IllegalArgumentException(
                    "a key of type " + key.getAlgorithm() + " cannot be used; make one of RSA, EC or Ed25519");
        }
        if (!isPair(key, certificate)) {
            throw new IllegalArgumentException(
                    "the key is not the first certificate's; the server's own certificate comes first in the file, and its key beside it");
        }
    }
}
