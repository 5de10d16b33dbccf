package io.chatka.jwt;

import static io.chatka.jwt.Tokens.ask;
import static io.chatka.jwt.Tokens.claims;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.OctetSequenceKey;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.util.Base64URL;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.chatka.api.Authentication;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys from a real HTTP server, and from a file. */
class JwksTest {
    private static final KeyPair ONE = Tokens.ec("secp256r1");
    private static final KeyPair TWO = Tokens.rsa();
    private static final KeyPair THREE = Tokens.ed25519();

    @TempDir
    Path directory;

    /** What the server answers. */
    private interface Answer {
        void to(HttpExchange exchange) throws IOException;
    }

    private final AtomicInteger asked = new AtomicInteger();
    private volatile Answer answer;
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task);
            thread.setDaemon(true);
            return thread;
        }));
        server.createContext("/keys", exchange -> {
            asked.incrementAndGet();
            try (exchange) {
                answer.to(exchange);
            }
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/keys";
    }

    @Test
    void keys_of_a_set_are_found_by_their_id_and_shared_secrets_and_weak_keys_are_left_out() {
        answer = keys(
                ec("one", ONE),
                rsa("two", TWO),
                ed("three", THREE),
                new OctetSequenceKey.Builder(Tokens.SECRET).keyID("four").build());
        try (JwtAuthenticator authenticator = authenticator()) {
            taken(authenticator, Tokens.signed(JWSAlgorithm.ES256, "one", ONE, claims()));
            taken(authenticator, Tokens.signed(JWSAlgorithm.RS256, "two", TWO, claims()));
            taken(authenticator, Tokens.signed(JWSAlgorithm.EdDSA, "three", THREE, claims()));
            taken(authenticator, Tokens.signed(JWSAlgorithm.ES256, null, ONE, claims()));
            refused(authenticator, Tokens.signed(JWSAlgorithm.ES256, "two", ONE, claims()));
            refused(authenticator, Tokens.hs256(claims()));
            assertThat(asked).hasValue(1);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'kty':'EC','kid':'odd','crv':'secp256k1','x':'eb5mfvncu6xVoGKVzocLBwKb_NstzijZWfKBWxb4F5g',"
                        + "'y':'SDradyajxGVdpPv8DhEIqP0XtEimhVQZnEfQj_sQ1Lg'}",
                "{'kty':'EC','kid':'odd','crv':'P-999','x':'AA','y':'AA'}",
                "{'kty':'EC','kid':'odd','crv':'P-256','x':'AQ','y':'AQ'}",
                "{'kty':'RSA','kid':'odd','e':'AQAB'}",
                "{'kty':'AKP','kid':'odd','alg':'ML-DSA-44','pub':'AA'}",
                "{'kid':'odd'}"
            })
    void a_key_that_cannot_be_used_leaves_the_others_in_use(String odd) throws Exception {
        String good = ec("one", ONE).toPublicJWK().toJSONString();
        KeyRing keys = Jwks.parse("{\"keys\":[" + odd.replace('\'', '"') + "," + good + "]}");
        assertThat(keys.knows("one")).isTrue();
        assertThat(keys.knows("odd")).isFalse();
    }

    @Test
    void a_key_that_is_new_is_fetched_at_once_and_the_old_one_holds_until_it_is_gone() {
        answer = keys(ec("one", ONE));
        try (Jwks jwks = new Jwks(url(), Duration.ZERO)) {
            await().until(() -> jwks.keys() != null && jwks.keys().knows("one"));
            answer = keys(ec("one", ONE), rsa("two", TWO));
            jwks.readAgain().toCompletableFuture().join();
            assertThat(jwks.keys().knows("one")).isTrue();
            assertThat(jwks.keys().knows("two")).isTrue();
            answer = keys(rsa("two", TWO));
            jwks.readAgain().toCompletableFuture().join();
            assertThat(jwks.keys().knows("one")).isFalse();
        }
    }

    @Test
    void an_unknown_key_is_looked_for_once_in_a_while_only() {
        answer = keys(ec("one", ONE));
        try (JwtAuthenticator authenticator = authenticator()) {
            taken(authenticator, Tokens.signed(JWSAlgorithm.ES256, "one", ONE, claims()));
            for (int i = 0; i < 20; i++) {
                refused(authenticator, Tokens.signed(JWSAlgorithm.RS256, "k" + i, TWO, claims()));
            }
            assertThat(asked).hasValue(1);
        }
    }

    @Test
    void while_keys_cannot_be_had_clients_are_told_to_try_again_and_the_last_good_ones_stay() {
        answer = exchange -> exchange.sendResponseHeaders(500, -1);
        try (Jwks jwks = new Jwks(url(), Duration.ZERO)) {
            jwks.readAgain().toCompletableFuture().join();
            assertThat(jwks.keys()).isNull();
            answer = keys(ec("one", ONE));
            jwks.readAgain().toCompletableFuture().join();
            KeyRing good = jwks.keys();
            assertThat(good.knows("one")).isTrue();
            for (Answer bad : List.<Answer>of(
                    exchange -> exchange.sendResponseHeaders(404, -1),
                    exchange -> send(exchange, "no json"),
                    exchange -> send(exchange, "{\"keys\":[]}"),
                    exchange -> send(exchange, "{\"keys\":[{\"kty\":\"EC\"}]}"),
                    exchange -> send(exchange, "[".repeat(100_000)),
                    exchange -> {
                        exchange.getResponseHeaders().add("Location", "file:///etc/passwd");
                        exchange.sendResponseHeaders(302, -1);
                    },
                    JwksTest::tenMegabytes)) {
                answer = bad;
                jwks.readAgain().toCompletableFuture().join();
                assertThat(jwks.keys()).isSameAs(good);
            }
        }
        try (JwtAuthenticator authenticator = authenticator()) {
            answer = exchange -> exchange.sendResponseHeaders(503, -1);
            Authentication.Refused later = (Authentication.Refused)
                    ask(authenticator, Tokens.signed(JWSAlgorithm.ES256, "one", ONE, claims()));
            assertThat(later.reason()).isEqualTo(Authentication.Reason.UNAVAILABLE);
        }
    }

    @Test
    void a_server_that_is_slow_or_not_there_holds_nobody_up_for_long() {
        answer = exchange -> {
            exchange.sendResponseHeaders(200, 0);
            OutputStream body = exchange.getResponseBody();
            body.write('{');
            body.flush();
            try {
                Thread.sleep(60_000);
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            }
        };
        long before = System.nanoTime();
        try (Jwks slow = new Jwks(url(), Duration.ZERO)) {
            slow.readAgain().toCompletableFuture().join();
            assertThat(slow.keys()).isNull();
        }
        server.stop(0);
        try (Jwks nobody = new Jwks(url(), Duration.ZERO)) {
            nobody.readAgain().toCompletableFuture().join();
            assertThat(nobody.keys()).isNull();
        }
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(45));
    }

    @Test
    void a_set_may_be_in_a_file() throws IOException {
        Path file = Files.writeString(directory.resolve("keys.json"), new JWKSet(ec("one", ONE)).toString());
        try (JwtAuthenticator authenticator =
                new JwtAuthenticator(Tokens.settings(new JwtSettings.Keys(List.of(), List.of(), file.toString())))) {
            taken(authenticator, Tokens.signed(JWSAlgorithm.ES256, "one", ONE, claims()));
        }
    }

    private JwtAuthenticator authenticator() {
        return new JwtAuthenticator(Tokens.settings(new JwtSettings.Keys(List.of(), List.of(), url())));
    }

    private static void taken(JwtAuthenticator authenticator, String token) {
        assertThat(ask(authenticator, token)).isInstanceOf(Authentication.Accepted.class);
    }

    private static void refused(JwtAuthenticator authenticator, String token) {
        assertThat(((Authentication.Refused) ask(authenticator, token)).reason())
                .isEqualTo(Authentication.Reason.UNAUTHORIZED);
    }

    private static Answer keys(JWK... keys) {
        String set = new JWKSet(Arrays.asList(keys)).toString(false);
        return exchange -> send(exchange, set);
    }

    private static void send(HttpExchange exchange, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(200, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    private static void tenMegabytes(HttpExchange exchange) throws IOException {
        exchange.sendResponseHeaders(200, 0);
        byte[] block = new byte[1 << 16];
        Arrays.fill(block, (byte) ' ');
        try (OutputStream body = exchange.getResponseBody()) {
            for (int i = 0; i < 160; i++) {
                body.write(block);
            }
        } catch (IOException readNoFurther) {
            // As it should be.
        }
    }

    private static JWK ec(String id, KeyPair pair) {
        return new ECKey.Builder(Curve.P_256, (ECPublicKey) pair.getPublic())
                .keyID(id)
                .build();
    }

    private static JWK rsa(String id, KeyPair pair) {
        return new RSAKey.Builder((RSAPublicKey) pair.getPublic())
                .keyID(id)
                .keyUse(KeyUse.SIGNATURE)
                .build();
    }

    private static JWK ed(String id, KeyPair pair) {
        byte[] encoded = pair.getPublic().getEncoded();
        return new OctetKeyPair.Builder(
                        Curve.Ed25519,
                        Base64URL.encode(Arrays.copyOfRange(encoded, encoded.length - 32, encoded.length)))
                .keyID(id)
                .build();
    }
}
