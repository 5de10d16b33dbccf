package io.chatka.internal.transport.tls;

import static io.chatka.internal.setting.Kind.duration;
import static io.chatka.internal.setting.Kind.text;

import com.typesafe.config.Config;
import io.chatka.api.ConfigException;
import io.chatka.internal.setting.Kind;
import io.chatka.internal.setting.Section;
import io.chatka.internal.setting.Setting;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Where the server's certificate is: either {@code certificate} and {@code key} (PEM), or {@code
 * keyStore} (PKCS#12); the other is null.
 *
 * @param password of the encrypted key or of the key store; empty for none
 * @param checkEvery how often the node checks the files for changes
 */
public record TlsSettings(Path certificate, Path key, Path keyStore, String password, Duration checkEvery) {
    private static final String PATH = "chatka.server.tls";
    private static final Kind<Path> FILE = text().range("file")
            .map(name -> name.isEmpty() ? null : Path.of(name))
            .wanted("the path of a file");

    public static final Section TLS = new Section("TLS", PATH, TlsSettings::read);

    private static final Setting<Path> CERTIFICATE = TLS.setting("certificate", "", FILE)
            .means("PEM: the server's certificate, then those that signed it. Without it and a key store there is no"
                    + " TLS.");
    private static final Setting<Path> KEY = TLS.setting("key", "", FILE)
            .means("PEM: its private key, in PKCS#8, PKCS#1 (`RSA PRIVATE KEY`) or SEC1 (`EC PRIVATE KEY`).");
    private static final Setting<String> KEY_PASSWORD =
            TLS.setting("key-password", "", text()).means("The password of an encrypted key; never logged.");
    private static final Setting<Path> KEY_STORE =
            TLS.setting("key-store", "", FILE).means("PKCS#12: certificate and key, in place of both.");
    private static final Setting<String> KEY_STORE_PASSWORD =
            TLS.setting("key-store-password", "", text()).means("The key store's password; never logged.");
    private static final Setting<Duration> CHECK_EVERY = TLS.setting("check-every", "10s", duration("100ms", "1d"))
            .means("How often the node looks at the files. New connections get a renewed certificate once it is the"
                    + " same in two looks; one that cannot be used changes nothing.");

    /**
     * Empty if neither a certificate nor a key store is set: then clients connect without TLS.
     *
     * @throws ConfigException if a setting cannot be used, or only half of what is needed is there
     */
    public static Optional<TlsSettings> read(Config config) {
        Path certificate = CERTIFICATE.in(config);
        Path key = KEY.in(config);
        Path keyStore = KEY_STORE.in(config);
        Duration checkEvery = CHECK_EVERY.in(config);
        if (certificate == null && key == null && keyStore == null) {
            return Optional.empty();
        }
        if (keyStore != null && (certificate != null || key != null)) {
            throw new ConfigException(
                    PATH,
                    PATH + ".key-store holds both certificate and key; set either it, or " + PATH + ".certificate and "
                            + PATH + ".key");
        }
        if (keyStore == null && (certificate == null || key == null)) {
            throw new ConfigException(
                    PATH,
                    PATH + ".certificate and " + PATH + ".key belong together; set " + PATH
                            + (key == null ? ".key" : ".certificate") + ", too");
        }
        String password = (keyStore == null ? KEY_PASSWORD : KEY_STORE_PASSWORD).in(config);
        return Optional.of(new TlsSettings(certificate, key, keyStore, password, checkEvery));
    }

    List<Path> files() {
        return keyStore != null ? List.of(keyStore) : List.of(certificate, key);
    }

    /** Without the password. */
    @Override
    public String toString() {
        return "TLS by " + files();
    }
}
