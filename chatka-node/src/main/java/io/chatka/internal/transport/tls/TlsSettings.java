package io.chatka.internal.transport.tls;

import com.typesafe.config.Config;
import io.chatka.api.ConfigException;
import io.chatka.internal.config.Reader;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Where the server's certificate is: either {@code certificate} and {@code key} (PEM), or {@code keyStore} (PKCS#12); the other is null.
 *
 * @param password of the encrypted key or of the key store; empty for none
 * @param checkEvery how often the files are looked at
 */
public record TlsSettings(Path certificate, Path key, Path keyStore, String password, Duration checkEvery) {
    private static final String PATH = "chatka.server.tls";

    /**
     * Empty if neither a certificate nor a key store is set: then clients connect without TLS.
     *
     * @throws ConfigException if a setting cannot be used, or only half of what is needed is there
     */
    public static Optional<TlsSettings> read(Config root) {
        Reader tls = new Reader(root, PATH);
        Path certificate = path(tls, "certificate");
        Path key = path(tls, "key");
        Path keyStore = path(tls, "key-store");
        String keyPassword = tls.string("key-password");
        String storePassword = tls.string("key-store-password");
        Duration checkEvery = tls.duration("check-every", Duration.ofMillis(100), Duration.ofDays(1));
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
        String password = keyStore == null ? keyPassword : storePassword;
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

    private static Path path(Reader tls, String name) {
        String value = tls.string(name);
        try {
            return value.isEmpty() ? null : Path.of(value);
        } catch (InvalidPathException noPath) {
            throw tls.bad(name, "the path of a file");
        }
    }
}
