package io.chatka.jwt;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.MACVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.Curve;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.EdECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Keys, each with the algorithms that it is for. The algorithm of a token has to be one of its
 * key's: a token cannot choose it (RFC 8725, section 3.1). Immutable.
 */
final class KeyRing {
    private static final Set<JWSAlgorithm> RSA = Set.of(
            JWSAlgorithm.RS256,
            JWSAlgorithm.RS384,
            JWSAlgorithm.RS512,
            JWSAlgorithm.PS256,
            JWSAlgorithm.PS384,
            JWSAlgorithm.PS512);
    private static final Set<JWSAlgorithm> ED25519 = Set.of(JWSAlgorithm.EdDSA, JWSAlgorithm.Ed25519);

    /** A check that one key can make. */
    private interface Check {
        boolean holds(JWSObject token) throws JOSEException, GeneralSecurityException;
    }

    /** @param id of the key, or null */
    private record Entry(String id, Set<JWSAlgorithm> algorithms, Check check) {}

    private final List<Entry> entries;

    private KeyRing(List<Entry> entries) {
        this.entries = entries;
    }

    static KeyRing of(List<byte[]> secrets, List<PublicKey> publicKeys) {
        List<Entry> entries = new ArrayList<>();
        for (byte[] secret : secrets) {
            entries.add(new Entry(null, hmac(secret.length), token -> token.verify(new MACVerifier(secret))));
        }
        for (PublicKey key : publicKeys) {
            entries.add(entry(null, key));
        }
        return new KeyRing(List.copyOf(entries));
    }

    /** A key with an id, as a set of keys has them. */
    record Named(String id, PublicKey key) {}

    /** @throws IllegalArgumentException if a key is of no kind that tokens are signed with */
    static KeyRing ofNamed(List<Named> keys) {
        List<Entry> entries = new ArrayList<>();
        for (Named named : keys) {
            entries.add(entry(named.id, named.key));
        }
        return new KeyRing(List.copyOf(entries));
    }

    /** RFC 7518, section 3.2: a key is at least as long as the hash. */
    private static Set<JWSAlgorithm> hmac(int bytes) {
        if (bytes >= 64) {
            return Set.of(JWSAlgorithm.HS256, JWSAlgorithm.HS384, JWSAlgorithm.HS512);
        }
        return bytes >= 48 ? Set.of(JWSAlgorithm.HS256, JWSAlgorithm.HS384) : Set.of(JWSAlgorithm.HS256);
    }

    private static Entry entry(String id, PublicKey key) {
        if (key instanceof RSAPublicKey rsa) {
            return new Entry(id, RSA, token -> token.verify(new RSASSAVerifier(rsa)));
        } else if (key instanceof ECPublicKey ec) {
            Curve curve = Curve.forECParameterSpec(ec.getParams());
            JWSAlgorithm algorithm = curve == null ? null : algorithm(curve);
            if (algorithm == null) {
                throw new IllegalArgumentException("an EC key has to be on P-256, P-384 or P-521");
            }
            return new Entry(id, Set.of(algorithm), token -> token.verify(new ECDSAVerifier(ec)));
        } else if (key instanceof EdECPublicKey) {
            return new Entry(id, ED25519, token -> verifies(token, key));
        }
        throw new IllegalArgumentException("a key has to be RSA, EC or Ed25519");
    }

    /** Null if tokens are not signed on this curve. */
    static JWSAlgorithm algorithm(Curve curve) {
        if (curve.equals(Curve.P_256)) {
            return JWSAlgorithm.ES256;
        } else if (curve.equals(Curve.P_384)) {
            return JWSAlgorithm.ES384;
        }
        return curve.equals(Curve.P_521) ? JWSAlgorithm.ES512 : null;
    }

    /** By the JDK: the library needs another one for this. */
    private static boolean verifies(JWSObject token, PublicKey key) throws GeneralSecurityException {
        Signature signature = Signature.getInstance("Ed25519");
        signature.initVerify(key);
        signature.update(token.getSigningInput());
        return signature.verify(token.getSignature().decode());
    }

    boolean isEmpty() {
        return entries.isEmpty();
    }

    /** Whether it has a key of this id. */
    boolean knows(String id) {
        return entries.stream().anyMatch(entry -> id.equals(entry.id));
    }

    /** Whether one of the keys has signed the token. */
    boolean verifies(JWSObject token) {
        String id = token.getHeader().getKeyID();
        for (Entry entry : entries) {
            boolean meant = id == null || entry.id == null || id.equals(entry.id);
            if (meant && entry.algorithms.contains(token.getHeader().getAlgorithm())) {
                try {
                    if (entry.check.holds(token)) {
                        return true;
                    }
                } catch (JOSEException | GeneralSecurityException | RuntimeException notByThisKey) {
                    // Such as a signature of a wrong length.
                }
            }
        }
        return false;
    }
}
