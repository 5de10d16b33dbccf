package io.chatka.internal.transport.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chatka.api.ConfigException;
import io.chatka.internal.meter.NodeMeter;
import io.chatka.internal.node.Configuration;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every form that a certificate may have, and what is said to each that cannot be used. */
class IdentityFilesIT {
    private static final String SECRET = "secret7f3a";

    @TempDir
    static Path directory;

    private static Certificates certificates;
    private static Certificates.Made rsa;
    private static Certificates.Made ec;
    private static int files;

    @BeforeAll
    static void make() throws Exception {
        certificates = Certificates.in(directory);
        rsa = certificates.make("rsa", "-keyalg RSA -keysize 2048");
        ec = certificates.make("ec", "-keyalg EC -groupname secp256r1");
    }

    @Test
    void pem_with_a_chain_is_read() throws Exception {
        for (Certificates.Made made : List.of(rsa, ec, certificates.make("ed", "-keyalg Ed25519"))) {
            Identity identity = load(made.certificatesPem(), made.keyPem(), "");
            assertThat(identity.chain()).hasSize(2);
            assertThat(identity.chain().get(0)).isEqualTo(made.certificate());
            assertThat(identity.expires())
                    .isEqualTo(made.certificate().getNotAfter().toInstant());
        }
    }

    @Test
    void an_encrypted_key_is_read_with_its_password() throws Exception {
        assertThat(load(rsa.certificatesPem(), rsa.encryptedKeyPem(SECRET), SECRET)
                        .chain())
                .hasSize(2);
    }

    @Test
    void keys_are_read_as_renewal_tools_write_them() throws Exception {
        String parameters = Certificates.pem("EC PARAMETERS", new byte[] {6, 5, 0x2b, (byte) 0x81, 4, 0, 0x22});
        Certificates.Made stray = certificates.selfSigned("stray", 5);
        Certificates.Made large = certificates.make("large", "-keyalg EC -groupname secp384r1");
        for (Certificates.Made made : List.of(rsa, ec, large)) {
            for (String key : List.of(
                    made.olderKeyPem(),
                    made.olderKeyPem().replace("\n", "\r\n"),
                    parameters + made.olderKeyPem(),
                    "Bag Attributes\n    localKeyID: 01\n" + made.olderKeyPem() + "more text\n",
                    made.certificatesPem() + made.olderKeyPem(),
                    // Of another certificate, in the same file.
                    (made == rsa ? ec : rsa).olderKeyPem() + made.olderKeyPem(),
                    stray.keyPem() + made.keyPem())) {
                assertThat(load(made.certificatesPem(), key, "").chain()).hasSize(2);
            }
        }
    }

    @Test
    void one_file_may_hold_key_and_certificates_in_any_order() throws Exception {
        for (String all : List.of(
                rsa.olderKeyPem() + rsa.certificatesPem(),
                rsa.certificatesPem() + rsa.keyPem(),
                ("text\n" + ec.keyPem() + ec.certificatesPem()).replace("\n", "\r\n"))) {
            assertThat(load(all, all, "").chain()).hasSize(2);
        }
    }

    @Test
    void keys_of_openssl_are_read() throws Exception {
        for (String command : List.of(
                "openssl ecparam -name prime256v1 -genkey -out key.pem",
                "openssl ecparam -name secp521r1 -genkey -noout -out key.pem",
                "openssl genrsa -traditional -out key.pem 2048",
                "openssl genpkey -algorithm ed25519 -out key.pem")) {
            Path keys = Files.createTempDirectory(directory, "openssl");
            for (String step : List.of(command, "openssl req -x509 -key key.pem -days 5 -subj /CN=x -out cert.pem")) {
                Process openssl = new ProcessBuilder(step.split(" "))
                        .directory(keys.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(keys.resolve("out").toFile())
                        .start();
                assertThat(openssl.waitFor()).as(step).isZero();
            }
            TlsSettings settings =
                    new TlsSettings(keys.resolve("cert.pem"), keys.resolve("key.pem"), null, "", Duration.ofSeconds(1));
            IdentityFiles found = new IdentityFiles(settings);
            assertThat(found.load(found.contents()).chain()).as(command).hasSize(1);
        }
    }

    @Test
    void text_around_the_key_is_passed_over() throws Exception {
        String key = "Bag Attributes\n    friendlyName: server\nKey Attributes: <No Attributes>\n" + rsa.keyPem();
        assertThat(load(rsa.certificatesPem(), key, "").chain()).hasSize(2);
    }

    @Test
    void a_key_store_is_read() throws Exception {
        TlsSettings settings =
                new TlsSettings(null, null, rsa.keyStore(), Certificates.PASSWORD, Duration.ofSeconds(1));
        IdentityFiles found = new IdentityFiles(settings);
        Identity identity = found.load(found.contents());
        assertThat(identity.chain()).hasSize(2);
        assertThat(identity.chain().get(0)).isEqualTo(rsa.certificate());
    }

    @Test
    void a_certificate_that_has_expired_knows_it() throws Exception {
        Certificates.Made old = certificates.expired("old");
        assertThat(load(old.certificatesPem(), old.keyPem(), "").expired(java.time.Clock.systemUTC()))
                .isTrue();
        assertThat(load(rsa.certificatesPem(), rsa.keyPem(), "").expired(java.time.Clock.systemUTC()))
                .isFalse();
    }

    @Test
    void what_cannot_be_used_is_refused_with_the_remedy() throws Exception {
        String chain = rsa.certificatesPem();
        refused(chain, ec.keyPem(), "", "put the certificate's own key there");
        Certificates.Made other = certificates.make("other", "-keyalg RSA -keysize 2048");
        refused(chain, other.keyPem(), "", "the key is not the first certificate's");
        // In the wrong order: the authority's certificate first.
        String reversed = chain.substring(chain.lastIndexOf("-----BEGIN")) + chain;
        refused(reversed, rsa.keyPem(), "", "certificate");
        refused(chain, rsa.encryptedKeyPem(SECRET), "", "set chatka.server.tls.key-password");
        refused(chain, rsa.encryptedKeyPem(SECRET), "wrong", "chatka.server.tls.key-password is wrong");
        refused(chain, Certificates.pem("RSA PRIVATE KEY", new byte[] {1}), "", "damaged");
        refused(chain, Certificates.pem("EC PRIVATE KEY", new byte[] {1}), "", "put the certificate's own key there");
        refused(ec.certificatesPem(), Certificates.pem("EC PRIVATE KEY", new byte[] {1}), "", "damaged");
        refused(chain, ec.olderKeyPem(), "", "put the certificate's own key there");
        refused(chain, other.olderKeyPem(), "", "the key is not the first certificate's");
        refused(
                chain,
                rsa.olderKeyPem()
                        .replaceFirst("-----\n", "-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-256-CBC,00FF\n\n"),
                SECRET,
                "openssl pkcs8 -topk8 -v2 aes256");
        refused(chain, Certificates.pem("OPENSSH PRIVATE KEY", new byte[] {1}), "", "ssh-keygen");
        refused(chain, Certificates.pem("DSA PRIVATE KEY", new byte[] {1}), "", "RSA, EC or Ed25519");
        refused(chain, rsa.keyPem().replace("-----END PRIVATE KEY-----", ""), "", "there is no private key in PEM");
        refused(chain, Certificates.pem("PRIVATE KEY", new byte[] {1}), "", "damaged");
        refused(chain, "-----BEGIN PRIVATE KEY-----\n!\n-----END PRIVATE KEY-----\n", "", "damaged");
        refused(chain, chain, "", "there is no private key in PEM");
        refused(rsa.keyPem(), rsa.keyPem(), "", "there is no certificate in PEM");
        refused("", rsa.keyPem(), "", "there is no certificate in PEM");
        refused("x".repeat(2_000_000), rsa.keyPem(), "", "larger than any certificate");
    }

    @Test
    void a_key_store_that_cannot_be_used_is_refused_with_the_remedy() throws Exception {
        refusedStore(rsa.keyStore(), SECRET, "chatka.server.tls.key-store-password is wrong");
        refusedStore(Files.writeString(newFile(), "no key store"), SECRET, "is no PKCS#12 key store");
        refusedStore(directory.resolve("missing.p12"), SECRET, "missing.p12: there is no such file");
        refusedStore(directory, SECRET, "it is a directory");
    }

    @ParameterizedTest
    @ValueSource(strings = {"certificate", "key"})
    void half_of_what_is_needed_is_refused_and_the_other_half_named(String only) {
        String other = only.equals("key") ? "certificate" : "key";
        assertThatThrownBy(() -> read(Map.of(only, "a.pem")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("set chatka.server.tls." + other + ", too");
    }

    @Test
    void both_forms_at_once_are_refused() {
        assertThatThrownBy(() -> read(Map.of("certificate", "a", "key", "b", "key-store", "c")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("set either it, or");
    }

    @Test
    void without_files_there_is_no_TLS() {
        assertThat(read(Map.of("key-password", SECRET))).isEmpty();
    }

    @Test
    void settings_do_not_tell_the_password() {
        assertThat(read(Map.of("certificate", "a", "key", "b", "key-password", SECRET))
                        .orElseThrow()
                        .toString())
                .contains("a", "b")
                .doesNotContain(SECRET);
    }

    private static java.util.Optional<TlsSettings> read(Map<String, String> tls) {
        Map<String, Object> overrides = new HashMap<>();
        tls.forEach((key, value) -> overrides.put("chatka.server.tls." + key, value));
        return TlsSettings.read(Configuration.load(null, overrides));
    }

    private static Path newFile() {
        return directory.resolve("file-" + ++files);
    }

    private static TlsSettings pem(String certificates, String key, String password) throws Exception {
        return new TlsSettings(
                Files.writeString(newFile(), certificates),
                Files.writeString(newFile(), key),
                null,
                password,
                Duration.ofSeconds(1));
    }

    private static Identity load(String certificates, String key, String password) throws Exception {
        IdentityFiles found = new IdentityFiles(pem(certificates, key, password));
        return found.load(found.contents());
    }

    private static void refused(String certificates, String key, String password, String remedy) throws Exception {
        refused(pem(certificates, key, password), remedy);
    }

    private static void refusedStore(Path store, String password, String remedy) {
        refused(new TlsSettings(null, null, store, password, Duration.ofSeconds(1)), remedy);
    }

    private static void refused(TlsSettings settings, String remedy) {
        assertThatThrownBy(() -> Tls.start(settings, NodeMeter.unread()))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(remedy)
                .message()
                .doesNotContain(SECRET)
                .doesNotContain("\n");
    }
}
