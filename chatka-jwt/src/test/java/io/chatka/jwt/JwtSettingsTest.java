package io.chatka.jwt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import io.chatka.api.ConfigException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Key;
import java.security.PublicKey;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JwtSettingsTest {
    @TempDir
    Path directory;

    @Test
    void without_settings_there_are_no_keys() {
        assertThat(read(Map.of()).keys().isEmpty()).isTrue();
        assertThat(read(Map.of()).terms()).isEqualTo(Tokens.TERMS);
        assertThat(read(Map.of()).claims()).isEqualTo(Tokens.CLAIMS);
    }

    @Test
    void secrets_come_from_settings_and_from_a_file() throws IOException {
        Path file = Files.writeString(directory.resolve("secret"), "f".repeat(32) + "\n");
        JwtSettings settings = read(
                Map.of("secret", "a".repeat(32), "secrets", List.of("b".repeat(40)), "secret-file", file.toString()));
        assertThat(settings.keys().secrets())
                .extracting(String::new)
                .containsExactly("a".repeat(32), "b".repeat(40), "f".repeat(32));
    }

    @Test
    void a_secret_that_is_too_short_is_refused_and_not_shown() {
        for (Map<String, Object> short_ : List.<Map<String, Object>>of(
                Map.of("secret", "hunter2-hunter2"), Map.of("secrets", List.of("hunter2-hunter2")))) {
            assertThatThrownBy(() -> read(short_))
                    .isInstanceOf(ConfigException.class)
                    .hasMessageContaining("at least 32")
                    .hasMessageContaining("openssl rand")
                    .hasMessageNotContaining("hunter2");
        }
        assertThatThrownBy(() ->
                        read(Map.of("secret-file", directory.resolve("none").toString())))
                .hasMessageContaining("chatka.auth.jwt.secret-file")
                .hasMessageContaining("cannot read");
    }

    @Test
    void public_keys_are_read_from_their_files() throws IOException {
        PublicKey rsa = Tokens.rsa().getPublic();
        PublicKey ec = Tokens.ec("secp384r1").getPublic();
        PublicKey ed = Tokens.ed25519().getPublic();
        Path two = Files.writeString(directory.resolve("two.pem"), pem("PUBLIC", rsa) + "\n" + pem("PUBLIC", ec));
        Path one = Files.writeString(directory.resolve("one.pem"), pem("PUBLIC", ed));
        assertThat(read(Map.of("public-keys", List.of(two.toString(), one.toString())))
                        .keys()
                        .publicKeys())
                .containsExactly(rsa, ec, ed);
    }

    @Test
    void files_without_a_usable_key_are_named_with_what_is_wrong() throws IOException {
        Path empty = Files.writeString(directory.resolve("empty.pem"), "nothing");
        Path secret = Files.writeString(
                directory.resolve("private.pem"), pem("PRIVATE", Tokens.rsa().getPrivate()));
        Path garbage = Files.writeString(
                directory.resolve("garbage.pem"), "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n");
        Map.of(empty, "BEGIN PUBLIC KEY", secret, "private key", garbage, "none of RSA")
                .forEach(
                        (file, words) -> assertThatThrownBy(() -> read(Map.of("public-keys", List.of(file.toString()))))
                                .isInstanceOf(ConfigException.class)
                                .hasMessageContaining(file.toString())
                                .hasMessageContaining(words));
    }

    private static String pem(String kind, Key key) {
        return "-----BEGIN " + kind + " KEY-----\n" + Base64.getMimeEncoder().encodeToString(key.getEncoded())
                + "\n-----END " + kind + " KEY-----\n";
    }

    private static JwtSettings read(Map<String, Object> settings) {
        return JwtSettings.read(ConfigFactory.empty()
                .withFallback(ConfigFactory.parseMap(settings).atPath("chatka.auth.jwt"))
                .withFallback(ConfigFactory.defaultReference())
                .resolve());
    }
}
