package io.chatka.jwt;

import static io.chatka.jwt.Tokens.ask;
import static io.chatka.jwt.Tokens.claims;
import static io.chatka.jwt.Tokens.hs256;
import static io.chatka.jwt.Tokens.seconds;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.EncryptionMethod;
import com.nimbusds.jose.JWEAlgorithm;
import com.nimbusds.jose.JWEHeader;
import com.nimbusds.jose.JWEObject;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.PlainHeader;
import com.nimbusds.jose.PlainObject;
import com.nimbusds.jose.crypto.DirectEncrypter;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.util.Base64URL;
import io.chatka.api.Authentication;
import io.chatka.api.Authentication.Reason;
import io.chatka.api.Grant;
import io.chatka.api.User;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.interfaces.ECPublicKey;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which tokens are taken, and which are not. */
class JwtAuthenticatorTest {
    private JwtAuthenticator authenticator = new JwtAuthenticator(Tokens.withSecret());

    @AfterEach
    void close() {
        authenticator.close();
    }

    private void use(JwtSettings settings) {
        authenticator.configure(settings);
    }

    // Who somebody is.

    @Test
    void a_token_says_who_its_bearer_is_and_until_when() {
        long exp = seconds(600);
        Authentication.Accepted accepted = accepted(hs256(claims(
                "exp",
                exp,
                "iat",
                seconds(-5),
                "jti",
                "t1",
                "role",
                "moderator",
                "picture",
                "https://a.example/p.png")));
        assertThat(accepted.user()).isEqualTo(new User("u7", "Ann", "moderator", "https://a.example/p.png", null));
        assertThat(accepted.token().expires()).isEqualTo(exp * 1000);
        assertThat(accepted.token().closes()).isEqualTo(exp * 1000 + 30_000);
        assertThat(accepted.token().issued()).isPositive();
        assertThat(accepted.token().id()).isEqualTo("t1");
    }

    @Test
    void grants_are_those_of_the_rooms_that_it_names() {
        User user = accepted(hs256(claims("rooms", Map.of("lobby", List.of("join"), "vip-*", List.of("moderate")))))
                .user();
        assertThat(user.grants().in("lobby")).containsExactly(Grant.JOIN);
        assertThat(user.grants().in("vip-1")).isEqualTo(Set.of(Grant.values()));
        assertThat(user.grants().in("other")).isEmpty();
        assertThat(accepted(hs256(claims("rooms", Map.of()))).user().grants().in("lobby"))
                .isEmpty();
    }

    @Test
    void without_a_token_a_client_is_a_guest_and_without_keys_a_token_is_refused() {
        assertThat(ask(authenticator, null)).isEqualTo(Authentication.guest());
        use(Tokens.settings(JwtSettings.Keys.NONE));
        assertThat(ask(authenticator, null)).isEqualTo(Authentication.guest());
        refused(hs256(claims()), "takes no tokens");
    }

    @Test
    void a_name_that_cannot_be_used_is_shortened_or_replaced_and_a_role_that_is_none_makes_a_member() {
        assertThat(accepted(hs256(claims("name", "x".repeat(50)))).user().name())
                .isEqualTo("x".repeat(32));
        assertThat(accepted(hs256(claims("name", "a\u0000b"))).user().name()).isEqualTo("u7");
        assertThat(accepted(hs256(claims("name", 5))).user().name()).isEqualTo("u7");
        assertThat(accepted(hs256(claims("name", null))).user().name()).isEqualTo("u7");
        assertThat(accepted(hs256(claims("sub", "a/\u202eb", "name", null)))
                        .user()
                        .name())
                .isEqualTo("user");
        for (Object role : List.of("GUEST", "guest", 7, "", "a b")) {
            assertThat(accepted(hs256(claims("role", role))).user().role()).isEqualTo("member");
        }
        assertThat(accepted(hs256(claims("role", "vip"))).user().role()).isEqualTo("vip");
        assertThat(accepted(hs256(claims("picture", List.of(1)))).user().avatar())
                .isNull();
    }

    @Test
    void claims_may_have_other_names() {
        use(new JwtSettings(
                Tokens.withSecret().keys(),
                Tokens.TERMS,
                new JwtSettings.Claims("uid", "nick", "img", "rank", "where")));
        User user = accepted(hs256(claims(
                        "uid", "u9", "nick", "Bo", "img", "x", "rank", "admin", "where", Map.of("a", List.of("say")))))
                .user();
        assertThat(user.id()).isEqualTo("u9");
        assertThat(user.name()).isEqualTo("Bo");
        assertThat(user.role()).isEqualTo("admin");
        assertThat(user.grants().in("a")).containsExactly(Grant.SAY);
    }

    // Claims that do not hold.

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    exp   |         | needs "exp"
                    exp   | soon    | has to be a time
                    exp   | -1      | has to be a time
                    exp   | 1e300   | has to be a time
                    nbf   | +3600   | not valid yet
                    iat   | +3600   | not valid yet
                    nbf   | x       | has to be a time
                    exp   | +99999999 | lives too long
                    sub   |         | an id has 1 to 128 bytes
                    sub   | 7       | an id has 1 to 128 bytes
                    sub   | ' u'    | spaces around it
                    sub   | 'u\u00a0' | spaces around it
                    sub   | g-1     | reserved
                    sub   | api:x   | reserved
                    rooms | all     | has to be like
                    """)
    void a_claim_that_does_not_hold_is_named(String name, String value, String message) {
        Object claim = value == null
                ? null
                : value.startsWith("+")
                        ? (Object) seconds(Long.parseLong(value.substring(1)))
                        : value.matches("-?[0-9.e]+") ? (Object) Double.parseDouble(value) : value;
        refused(hs256(claims(name, claim)), message);
    }

    @Test
    void an_expired_token_is_told_as_that_and_clocks_may_differ_a_little() {
        Authentication.Refused expired =
                (Authentication.Refused) ask(authenticator, hs256(claims("exp", seconds(-31))));
        assertThat(expired.reason()).isEqualTo(Reason.EXPIRED);
        accepted(hs256(claims("exp", seconds(-20))));
        accepted(hs256(claims("nbf", seconds(20), "iat", seconds(20))));
    }

    @Test
    void issuer_and_audience_have_to_be_ours_if_they_are_set() {
        use(new JwtSettings(
                Tokens.withSecret().keys(),
                new JwtSettings.Terms("https://id.example", "chat", Duration.ofSeconds(30), Duration.ofDays(30)),
                Tokens.CLAIMS));
        accepted(hs256(claims("iss", "https://id.example", "aud", "chat")));
        accepted(hs256(claims("iss", "https://id.example", "aud", List.of("shop", "chat"))));
        refused(hs256(claims("aud", "chat")), "another issuer");
        refused(hs256(claims("iss", "https://id.example.evil", "aud", "chat")), "another issuer");
        refused(hs256(claims("iss", "https://id.example")), "another audience");
        refused(hs256(claims("iss", "https://id.example", "aud", List.of("chatter"))), "another audience");
    }

    @Test
    void rooms_that_are_no_grants_are_refused() {
        for (Object rooms : List.of(
                List.of("lobby"),
                Map.of("lobby", "join"),
                Map.of("lobby", List.of("fly")),
                Map.of("a*b", List.of("join")),
                Map.of("", List.of("join")))) {
            refused(hs256(claims("rooms", rooms)), "has to be like");
        }
    }

    // Keys and algorithms.

    @Test
    void every_kind_of_key_verifies_its_own_algorithms() {
        byte[] longSecret = "s".repeat(64).getBytes(StandardCharsets.UTF_8);
        use(Tokens.settings(new JwtSettings.Keys(List.of(Tokens.SECRET, longSecret), List.of(), null)));
        for (JWSAlgorithm algorithm : List.of(JWSAlgorithm.HS256, JWSAlgorithm.HS384, JWSAlgorithm.HS512)) {
            accepted(Tokens.signed(new JWSHeader(algorithm), claims(), Tokens.mac(longSecret)));
        }
        Map<KeyPair, List<JWSAlgorithm>> pairs = new HashMap<>();
        pairs.put(
                Tokens.rsa(), List.of(JWSAlgorithm.RS256, JWSAlgorithm.RS512, JWSAlgorithm.PS256, JWSAlgorithm.PS384));
        pairs.put(Tokens.ec("secp256r1"), List.of(JWSAlgorithm.ES256));
        pairs.put(Tokens.ec("secp384r1"), List.of(JWSAlgorithm.ES384));
        pairs.put(Tokens.ec("secp521r1"), List.of(JWSAlgorithm.ES512));
        pairs.put(Tokens.ed25519(), List.of(JWSAlgorithm.EdDSA));
        use(Tokens.settings(new JwtSettings.Keys(
                List.of(), pairs.keySet().stream().map(KeyPair::getPublic).toList(), null)));
        pairs.forEach((pair, algorithms) ->
                algorithms.forEach(algorithm -> accepted(Tokens.signed(algorithm, null, pair, claims()))));
        for (KeyPair stranger : List.of(Tokens.rsa(), Tokens.ec("secp256r1"), Tokens.ed25519())) {
            JWSAlgorithm algorithm =
                    switch (stranger.getPublic().getAlgorithm()) {
                        case "RSA" -> JWSAlgorithm.RS256;
                        case "EC" -> JWSAlgorithm.ES256;
                        default -> JWSAlgorithm.EdDSA;
                    };
            refused(Tokens.signed(algorithm, null, stranger, claims()), "signature");
        }
    }

    @Test
    void two_secrets_hold_at_a_time_while_one_is_replaced() {
        byte[] next = "n".repeat(32).getBytes(StandardCharsets.UTF_8);
        use(Tokens.settings(new JwtSettings.Keys(List.of(next, Tokens.SECRET), List.of(), null)));
        accepted(hs256(claims()));
        accepted(Tokens.signed(new JWSHeader(JWSAlgorithm.HS256), claims(), Tokens.mac(next)));
        use(Tokens.settings(new JwtSettings.Keys(List.of(next), List.of(), null)));
        refused(hs256(claims()), "signature");
    }

    @Test
    void a_token_without_a_signature_is_refused() {
        refused(new PlainObject(new PlainHeader(), new Payload(claims())).serialize(), "no signed");
        String[] parts = hs256(claims()).split("\\.");
        String none = Base64URL.encode("{\"alg\":\"none\"}").toString();
        for (String header :
                List.of(none, Base64URL.encode("{\"alg\":\"NONE\"}").toString(), parts[0])) {
            refused(header + "." + parts[1] + ".", "");
            refused(header + "." + parts[1], "no signed");
        }
    }

    @Test
    void a_public_key_is_no_secret() {
        KeyPair rsa = Tokens.rsa();
        use(Tokens.settings(new JwtSettings.Keys(List.of(), List.of(rsa.getPublic()), null)));
        for (byte[] asSecret : List.of(
                rsa.getPublic().getEncoded(),
                java.util.Base64.getEncoder().encode(rsa.getPublic().getEncoded()))) {
            refused(Tokens.signed(new JWSHeader(JWSAlgorithm.HS256), claims(), Tokens.mac(asSecret)), "signature");
        }
    }

    @Test
    void keys_that_a_token_brings_or_names_are_ignored_and_not_fetched() throws Exception {
        KeyPair evil = Tokens.ec("secp256r1");
        ECKey jwk = new ECKey.Builder(Curve.P_256, (ECPublicKey) evil.getPublic())
                .keyID("k")
                .build();
        use(Tokens.settings(
                new JwtSettings.Keys(List.of(), List.of(Tokens.ec("secp256r1").getPublic()), null)));
        try (ServerSocket listening = new ServerSocket(0)) {
            URI there = URI.create("http://127.0.0.1:" + listening.getLocalPort() + "/keys");
            JWSHeader header = new JWSHeader.Builder(JWSAlgorithm.ES256)
                    .jwk(jwk)
                    .jwkURL(there)
                    .x509CertURL(there)
                    .keyID("../../etc/passwd' OR 1=1 --")
                    .build();
            refused(
                    Tokens.signed(
                            header,
                            claims(),
                            new com.nimbusds.jose.crypto.ECDSASigner(
                                    (java.security.interfaces.ECPrivateKey) evil.getPrivate())),
                    "signature");
            listening.setSoTimeout(300);
            try (var called = listening.accept()) {
                throw new AssertionError("the token made a call to " + called);
            } catch (SocketTimeoutException nobody) {
                // As it should be.
            }
        }
    }

    @Test
    void extensions_that_are_critical_are_refused() {
        Map<String, Object> claims = claims();
        for (JWSHeader header : List.of(
                new JWSHeader.Builder(JWSAlgorithm.HS256)
                        .criticalParams(Set.of("exp"))
                        .customParam("exp", 1)
                        .build(),
                new JWSHeader.Builder(JWSAlgorithm.HS256)
                        .base64URLEncodePayload(false)
                        .criticalParams(Set.of("b64"))
                        .build())) {
            refused(Tokens.signed(header, claims, Tokens.mac(Tokens.SECRET)), "");
        }
    }

    @Test
    void a_signature_of_zeros_is_refused() {
        KeyPair pair = Tokens.ec("secp256r1");
        use(Tokens.settings(new JwtSettings.Keys(List.of(), List.of(pair.getPublic()), null)));
        String[] parts = Tokens.signed(JWSAlgorithm.ES256, null, pair, claims()).split("\\.");
        for (byte[] signature : List.of(new byte[64], new byte[0], new byte[63], new byte[65], new byte[1000])) {
            refused(parts[0] + "." + parts[1] + "." + Base64URL.encode(signature), "");
        }
    }

    @Test
    void what_is_no_token_or_too_large_is_refused() throws Exception {
        for (String garbage :
                List.of("", ".", "..", "a.b.c", "....", "{}", "ey.ey.ey", "\u0000", "x".repeat(64 * 1024))) {
            refused(garbage, "");
        }
        refused(hs256(claims("x", "y".repeat(64 * 1024))), "at most");
        JWEObject encrypted =
                new JWEObject(new JWEHeader(JWEAlgorithm.DIR, EncryptionMethod.A128CBC_HS256), new Payload(claims()));
        encrypted.encrypt(new DirectEncrypter(Tokens.SECRET));
        refused(encrypted.serialize(), "no signed");
        refused(rawPayload("[1]"), "no JSON object");
        refused(rawPayload("nonsense"), "no JSON object");
    }

    @Test
    void deeply_nested_claims_do_no_harm() {
        String nested =
                "{\"sub\":\"u7\",\"exp\":" + seconds(60) + ",\"x\":" + "[".repeat(2_000) + "]".repeat(2_000) + "}";
        ask(authenticator, rawPayload(nested));
        accepted(hs256(claims()));
    }

    private static String rawPayload(String json) {
        try {
            com.nimbusds.jose.JWSObject token =
                    new com.nimbusds.jose.JWSObject(new JWSHeader(JWSAlgorithm.HS256), new Payload(json));
            token.sign(Tokens.mac(Tokens.SECRET));
            return token.serialize();
        } catch (com.nimbusds.jose.JOSEException impossible) {
            throw new AssertionError(impossible);
        }
    }

    private Authentication.Accepted accepted(String token) {
        Authentication answer = ask(authenticator, token);
        assertThat(answer).as("%s", answer).isInstanceOf(Authentication.Accepted.class);
        return (Authentication.Accepted) answer;
    }

    private void refused(String token, String message) {
        Authentication answer = ask(authenticator, token);
        assertThat(answer).as("%s", answer).isInstanceOf(Authentication.Refused.class);
        Authentication.Refused refused = (Authentication.Refused) answer;
        assertThat(refused.reason()).isEqualTo(Reason.UNAUTHORIZED);
        assertThat(refused.message()).contains(message);
        if (!token.isEmpty()) {
            assertThat(refused.message()).doesNotContain(token);
        }
    }
}
