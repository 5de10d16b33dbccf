package io.chatka.jwt;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.util.JSONObjectUtils;
import io.chatka.internal.setting.Redaction;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.EdECPoint;
import java.security.spec.EdECPublicKeySpec;
import java.security.spec.NamedParameterSpec;
import java.text.ParseException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A JSON Web Key Set (RFC 7517) at a URL or in a file. Reads it on a thread of its own: at first,
 * every {@value #EVERY_MINUTES} minutes, and when somebody {@linkplain #readAgain needs} a key that
 * it does not have. The last good set stays in use while there is no other. Thread-safe.
 */
final class Jwks implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Jwks.class);
    private static final long EVERY_MINUTES = 5;

    /** An unknown key is looked for at most this often. */
    private static final Duration AT_MOST_EVERY = Duration.ofSeconds(30);

    private static final Duration PATIENCE = Duration.ofSeconds(5);
    static final int MAX_BYTES = 1 << 20;

    private final String source;
    private final Duration atMostEvery;
    private final HttpClient http;
    private final ScheduledThreadPoolExecutor thread;

    /** Null until a set has been read. */
    private volatile KeyRing keys;

    /** The read that is due or under way; guarded by {@code this}. */
    private CompletableFuture<Void> reading;

    /** When the last read ended, {@link System#nanoTime}; guarded by {@code this}. */
    private long readAt;

    private boolean failing;

    Jwks(String source) {
        this(source, AT_MOST_EVERY);
    }

    Jwks(String source, Duration atMostEvery) {
        this.source = source;
        this.atMostEvery = atMostEvery;
        this.http = HttpClient.newBuilder()
                .connectTimeout(PATIENCE)
                .followRedirects(HttpClient.Redirect.NEVER)
                .build();
        this.thread = new ScheduledThreadPoolExecutor(1, task -> {
            Thread made = new Thread(task, "chatka-jwks");
            made.setDaemon(true);
            return made;
        });
        synchronized (this) {
            begin();
        }
        thread.scheduleWithFixedDelay(this::readNow, EVERY_MINUTES, EVERY_MINUTES, TimeUnit.MINUTES);
    }

    /** Null if no set could be read yet. */
    KeyRing keys() {
        return keys;
    }

    /**
     * Reads the set again, unless that was done a short while ago.
     *
     * @return completes when {@link #keys} is as new as it may be; never fails
     */
    synchronized CompletionStage<Void> readAgain() {
        if (reading != null) {
            return reading;
        }
        if (System.nanoTime() - readAt < atMostEvery.toNanos()) {
            return CompletableFuture.completedFuture(null);
        }
        return begin();
    }

    private CompletableFuture<Void> begin() {
        CompletableFuture<Void> begun = new CompletableFuture<>();
        reading = begun;
        try {
            thread.execute(() -> {
                readNow();
                begun.complete(null);
            });
        } catch (RejectedExecutionException closed) {
            reading = null;
            begun.complete(null);
        }
        return begun;
    }

    /** On the thread. */
    private void readNow() {
        try {
            keys = parse(content());
            if (failing) {
                LOG.info("the keys at {} can be read again", Redaction.of(source));
            }
            failing = false;
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        } catch (Exception | StackOverflowError unusable) {
            if (!failing) {
                LOG.warn(
                        "the keys at {} cannot be read ({}); {}",
                        Redaction.of(source),
                        unusable.getMessage() == null
                                ? unusable.getClass().getSimpleName()
                                : Redaction.of(unusable.getMessage()),
                        keys == null
                                ? "clients with tokens are told to try again; check chatka.auth.jwt.jwks"
                                : "the last ones stay in use");
            }
            failing = true;
        } finally {
            synchronized (this) {
                reading = null;
                readAt = System.nanoTime();
            }
        }
    }

    private String content() throws IOException, InterruptedException {
        if (!source.contains("://")) {
            return bounded(Files.newInputStream(Path.of(source)));
        }
        HttpRequest request = HttpRequest.newBuilder(URI.create(source))
                .timeout(PATIENCE)
                .header("Accept", "application/json")
                .build();
        HttpResponse<InputStream> response = http.send(request, HttpResponse.BodyHandlers.ofInputStream());
        try (InputStream body = response.body()) {
            if (response.statusCode() != 200) {
                throw new IOException("it answers with status " + response.statusCode());
            }
            // The request's timeout ends with the headers.
            var overdue = thread(body);
            try {
                return bounded(body);
            } finally {
                overdue.cancel(false);
            }
        }
    }

    /** Closes a body that is too slow. */
    private static CompletableFuture<Void> thread(InputStream body) {
        return CompletableFuture.runAsync(
                () -> {
                    try {
                        body.close();
                    } catch (IOException closed) {
                        // It is what this is for.
                    }
                },
                CompletableFuture.delayedExecutor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS));
    }

    private static String bounded(InputStream content) throws IOException {
        try (content) {
            byte[] bytes = content.readNBytes(MAX_BYTES + 1);
            if (bytes.length > MAX_BYTES) {
                throw new IOException("it has more than " + MAX_BYTES + " bytes");
            }
            return new String(bytes, StandardCharsets.UTF_8);
        }
    }

    /**
     * Leaves out shared secrets, which do not belong there, weak keys, and keys that it does not
     * understand (RFC 7517, section 5): one of them must not take the others away.
     */
    static KeyRing parse(String json) throws ParseException {
        List<KeyRing.Named> named = new ArrayList<>();
        Map<String, Object>[] keys = JSONObjectUtils.getJSONObjectArray(JSONObjectUtils.parse(json), "keys");
        if (keys == null) {
            throw new ParseException("it is no JSON Web Key Set: it has no \"keys\"", 0);
        }
        for (Map<String, Object> each : keys) {
            try {
                JWK key = JWK.parse(each);
                PublicKey usable = KeyUse.ENCRYPTION.equals(key.getKeyUse()) ? null : publicKey(key);
                if (usable != null) {
                    named.add(new KeyRing.Named(key.getKeyID(), usable));
                }
            } catch (ParseException | JOSEException | GeneralSecurityException | RuntimeException unusable) {
                LOG.debug("a key is left out");
            }
        }
        if (named.isEmpty()) {
            throw new ParseException("it has no public key of RSA, EC or Ed25519", 0);
        }
        return KeyRing.ofNamed(named);
    }

    private static PublicKey publicKey(JWK key) throws JOSEException, GeneralSecurityException {
        if (key instanceof RSAKey rsa) {
            return rsa.size() < PemKeys.MIN_RSA_BITS ? null : rsa.toPublicKey();
        } else if (key instanceof ECKey ec) {
            return KeyRing.algorithm(ec.getCurve()) == null ? null : ec.toPublicKey();
        } else if (key instanceof OctetKeyPair pair && pair.getCurve().getName().equals("Ed25519")) {
            return ed25519(pair.getX().decode());
        }
        return null;
    }

    /** RFC 8032, section 5.1.2: y in little endian, with the sign of x in its highest bit. */
    private static PublicKey ed25519(byte[] encoded) throws GeneralSecurityException {
        if (encoded.length != 32) {
            throw new IllegalArgumentException("an Ed25519 key has 32 bytes");
        }
        boolean odd = (encoded[31] & 0x80) != 0;
        byte[] y = new byte[32];
        for (int i = 0; i < 32; i++) {
            y[i] = encoded[31 - i];
        }
        y[0] &= 0x7f;
        return KeyFactory.getInstance("Ed25519")
                .generatePublic(
                        new EdECPublicKeySpec(NamedParameterSpec.ED25519, new EdECPoint(odd, new BigInteger(1, y))));
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
