package io.chatka.internal.transport.tls;

import io.chatka.internal.transport.tls.Identity.UnusableException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.UnrecoverableKeyException;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;

/** Reads what {@link TlsSettings} name. Blocks on the disk. */
final class IdentityFiles {
    /** More than any chain has. A larger file is a wrong path, such as a log or a device. */
    private static final long MAX_BYTES = 1024 * 1024;

    private final TlsSettings settings;

    IdentityFiles(TlsSettings settings) {
        this.settings = settings;
    }

    /**
     * The bytes of the files, to compare with earlier ones, and to load exactly what was compared.
     */
    List<ByteBuffer> contents() throws UnusableException {
        List<ByteBuffer> contents = new ArrayList<>();
        for (Path file : settings.files()) {
            contents.add(ByteBuffer.wrap(read(file)).asReadOnlyBuffer());
        }
        return contents;
    }

    Identity load(List<ByteBuffer> contents) throws UnusableException {
        return settings.keyStore() != null
                ? fromKeyStore(bytes(contents.get(0)))
                : fromPem(bytes(contents.get(0)), bytes(contents.get(1)));
    }

    private Identity fromPem(byte[] certificates, byte[] key) throws UnusableException {
        List<X509Certificate> chain = chain(certificates);
        try {
            return Identity.of(PrivateKeys.read(key, chain.get(0), settings.password()), chain);
        } catch (UnusableException bad) {
            throw in(settings.key(), bad.getMessage());
        }
    }

    private List<X509Certificate> chain(byte[] pem) throws UnusableException {
        try {
            Collection<? extends Certificate> found = CertificateFactory.getInstance("X.509")
                    .generateCertificates(new ByteArrayInputStream(certificatesOf(pem)));
            if (!found.isEmpty()) {
                return found.stream().map(X509Certificate.class::cast).toList();
            }
        } catch (CertificateException notPem) {
            // Reported below.
        }
        throw in(
                settings.certificate(),
                "there is no certificate in PEM (-----BEGIN CERTIFICATE-----) in it that can be read; put the server's own first, then those that signed it");
    }

    /** Without keys and whatever else is in the file; all of it if it is no PEM. */
    private static byte[] certificatesOf(byte[] file) {
        ByteArrayOutputStream certificates = new ByteArrayOutputStream();
        for (Pem pem : Pem.blocks(file)) {
            if (pem.der() != null
                    && (pem.type().equals("CERTIFICATE") || pem.type().equals("X509 CERTIFICATE"))) {
                certificates.writeBytes(pem.der());
            }
        }
        return certificates.size() == 0 ? file : certificates.toByteArray();
    }

    private Identity fromKeyStore(byte[] bytes) throws UnusableException {
        char[] password = settings.password().toCharArray();
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(new ByteArrayInputStream(bytes), password);
            for (String alias : Collections.list(store.aliases())) {
                Key key = store.isKeyEntry(alias) ? store.getKey(alias, password) : null;
                if (key instanceof PrivateKey found) {
                    List<X509Certificate> chain = new ArrayList<>();
                    for (Certificate certificate : store.getCertificateChain(alias)) {
                        chain.add((X509Certificate) certificate);
                    }
                    return Identity.of(found, chain);
                }
            }
        } catch (UnusableException noPair) {
            throw in(settings.keyStore(), noPair.getMessage());
        } catch (IOException | GeneralSecurityException | RuntimeException unreadable) {
            throw in(
                    settings.keyStore(),
                    unreadable.getCause() instanceof UnrecoverableKeyException
                            ? "it cannot be opened: chatka.server.tls.key-store-password is wrong"
                            : "it is no PKCS#12 key store (openssl pkcs12 -export, or keytool -genkeypair -storetype PKCS12, makes one)");
        }
        throw in(settings.keyStore(), "it holds no private key; export it with its key");
    }

    private static byte[] read(Path file) throws UnusableException {
        try {
            if (Files.isDirectory(file)) {
                throw in(file, "it is a directory; name a file");
            }
            if (Files.size(file) > MAX_BYTES) {
                throw in(file, "it is larger than any certificate; correct the path");
            }
            return Files.readAllBytes(file);
        } catch (NoSuchFileException missing) {
            throw in(file, "there is no such file; correct the path");
        } catch (AccessDeniedException denied) {
            throw in(file, "permission denied; let the user that runs the server read it");
        } catch (IOException failed) {
            throw in(file, "reading failed: " + failed.getMessage());
        }
    }

    private static byte[] bytes(ByteBuffer content) {
        byte[] bytes = new byte[content.remaining()];
        content.duplicate().get(bytes);
        return bytes;
    }

    private static UnusableException in(Path file, String what) {
        return new UnusableException(file + ": " + what);
    }
}
