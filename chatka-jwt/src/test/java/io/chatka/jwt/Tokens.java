package io.chatka.jwt;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.util.Base64URL;
import io.chatka.api.Authentication;
import io.chatka.api.Credentials;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.ECPrivateKey;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Tokens and settings of the tests. */
final class Tokens {
    static final byte[] SECRET = "0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.UTF_8);
    static final JwtSettings.Terms TERMS =
            new JwtSettings.Terms(null, null, Duration.ofSeconds(30), Duration.ofDays(30));
    static final JwtSettings.Claims CLAIMS = new JwtSettings.Claims("sub", "name", "picture", "role", "rooms");

    private Tokens() {}

    static JwtSettings settings(JwtSettings.Keys keys) {
        return new JwtSettings(keys, TERMS, CLAIMS);
    }

    static JwtSettings withSecret() {
        return settings(new JwtSettings.Keys(List.of(SECRET), List.of(), null));
    }

    /** Claims of Ann for an hour, with changes: names and values in turn; null removes one. */
    static Map<String, Object> claims(Object... changes) {
        Map<String, Object> claims = new HashMap<>();
        claims.put("sub", "u7");
        claims.put("name", "Ann");
        claims.put("exp", seconds(3600));
        for (int i = 0; i < changes.length; i += 2) {
            if (changes[i + 1] == null) {
                claims.remove(changes[i]);
            } else {
                claims.put((String) changes[i], changes[i + 1]);
            }
        }
        return claims;
    }

    static long seconds(long fromNow) {
        return System.currentTimeMillis() / 1000 + fromNow;
    }

    static String hs256(Map<String, Object> claims) {
        return signed(new JWSHeader(JWSAlgorithm.HS256), claims, mac(SECRET));
    }

    static JWSSigner mac(byte[] secret) {
        try {
            return new MACSigner(secret);
        } catch (JOSEException impossible) {
            throw new AssertionError(impossible);
        }
    }

    static String signed(JWSHeader header, Map<String, Object> claims, JWSSigner signer) {
        try {
            JWSObject token = new JWSObject(header, new Payload(claims));
            token.sign(signer);
            return token.serialize();
        } catch (JOSEException impossible) {
            throw new AssertionError(impossible);
        }
    }

    static String signed(JWSAlgorithm algorithm, String kid, KeyPair pair, Map<String, Object> claims) {
        JWSHeader header = new JWSHeader.Builder(algorithm).keyID(kid).build();
        try {
            if (algorithm.equals(JWSAlgorithm.EdDSA)) {
                String input = header.toBase64URL() + "." + new Payload(claims).toBase64URL();
                Signature signature = Signature.getInstance("Ed25519");
                signature.initSign(pair.getPrivate());
                signature.update(input.getBytes(StandardCharsets.US_ASCII));
                return input + "." + Base64URL.encode(signature.sign());
            }
            return signed(
                    header,
                    claims,
                    pair.getPrivate() instanceof ECPrivateKey ec
                            ? new ECDSASigner(ec)
                            : new RSASSASigner(pair.getPrivate()));
        } catch (JOSEException | GeneralSecurityException impossible) {
            throw new AssertionError(impossible);
        }
    }

    static KeyPair rsa() {
        return pair("RSA", null);
    }

    static KeyPair ec(String curve) {
        return pair("EC", curve);
    }

    static KeyPair ed25519() {
        return pair("Ed25519", null);
    }

    private static KeyPair pair(String algorithm, String curve) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
            if (curve != null) {
                generator.initialize(new ECGenParameterSpec(curve));
            } else if (algorithm.equals("RSA")) {
                generator.initialize(2048);
            }
            return generator.generateKeyPair();
        } catch (GeneralSecurityException impossible) {
            throw new AssertionError(impossible);
        }
    }

    static Authentication ask(JwtAuthenticator authenticator, String token) {
        return authenticator
                .authenticate(new Credentials(token, null, null, InetAddress.getLoopbackAddress()))
                .toCompletableFuture()
                .orTimeout(60, TimeUnit.SECONDS)
                .join();
    }
}
