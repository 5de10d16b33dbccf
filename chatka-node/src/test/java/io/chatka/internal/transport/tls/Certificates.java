package io.chatka.internal.transport.tls;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.crypto.Cipher;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.PBEParameterSpec;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Certificates for 127.0.0.1 and localhost that keytool makes, signed by an authority that only {@link #trusting} clients know. */
public final class Certificates {
    public static final String PASSWORD = "changeit";

    /** Valid since yesterday, because the clock of a client may be behind. */
    private static final String SINCE_YESTERDAY = "-startdate -1d";

    private final Path directory;

    private Certificates(Path directory) {
        this.directory = directory;
    }

    /** Makes the authority. */
    public static Certificates in(Path directory) throws Exception {
        Certificates made = new Certificates(directory);
        made.keytool(
                "ca.p12",
                "-genkeypair -alias ca -keyalg EC -dname CN=Authority -ext bc:c -validity 3650 " + SINCE_YESTERDAY);
        made.keytool("ca.p12", "-exportcert -rfc -alias ca -file ca.pem");
        return made;
    }

    /** A key store with a key and its certificates. */
    public record Made(Path keyStore) {
        public X509Certificate certificate() throws Exception {
            return (X509Certificate) store().getCertificateChain("server")[0];
        }

        public String certificatesPem() throws Exception {
            StringBuilder pem = new StringBuilder();
            for (Certificate certificate : store().getCertificateChain("server")) {
                pem.append(pem("CERTIFICATE", certificate.getEncoded()));
            }
            return pem.toString();
        }

        public String keyPem() throws Exception {
            return pem("PRIVATE KEY", key().getEncoded());
        }

        /** In the form that was usual before PKCS#8, which wraps it: PKCS#1 or SEC1. */
        public String olderKeyPem() throws Exception {
            Key key = key();
            byte[] wrapped = key.getEncoded();
            // Behind version and algorithm, the third element of the sequence, an octet string.
            int at = content(wrapped, 0);
            at = end(wrapped, at);
            at = end(wrapped, at);
            byte[] inside = Arrays.copyOfRange(wrapped, content(wrapped, at), end(wrapped, at));
            return pem(key.getAlgorithm() + " PRIVATE KEY", inside);
        }

        private static int content(byte[] der, int at) {
            return at + 2 + (der[at + 1] < 0 ? der[at + 1] & 0x7F : 0);
        }

        private static int end(byte[] der, int at) {
            int length = der[at + 1];
            if (length < 0) {
                length = new BigInteger(1, Arrays.copyOfRange(der, at + 2, content(der, at))).intValue();
            }
            return content(der, at) + length;
        }

        /** As {@code openssl pkcs8 -topk8 -v2 aes256} writes it (RFC 8018, appendix A.4): the JDK reads this form, and does not write it. */
        public String encryptedKeyPem(String password) throws Exception {
            String algorithm = "PBEWithHmacSHA256AndAES_256";
            int iterations = 2048;
            SecureRandom random = new SecureRandom();
            byte[] salt = new byte[16];
            byte[] vector = new byte[16];
            random.nextBytes(salt);
            random.nextBytes(vector);
            Cipher cipher = Cipher.getInstance(algorithm);
            cipher.init(
                    Cipher.ENCRYPT_MODE,
                    SecretKeyFactory.getInstance(algorithm).generateSecret(new PBEKeySpec(password.toCharArray())),
                    new PBEParameterSpec(salt, iterations, new IvParameterSpec(vector)));
            byte[] hash = der(0x30, oid("2a864886f70d0209"), der(0x05));
            byte[] count = der(0x02, new byte[] {(byte) (iterations >> 8), (byte) iterations});
            byte[] derivation = der(0x30, oid("2a864886f70d01050c"), der(0x30, der(0x04, salt), count, hash));
            byte[] encryption = der(0x30, oid("60864801650304012a"), der(0x04, vector));
            byte[] scheme = der(0x30, oid("2a864886f70d01050d"), der(0x30, derivation, encryption));
            byte[] encrypted = cipher.doFinal(key().getEncoded());
            return pem("ENCRYPTED PRIVATE KEY", der(0x30, scheme, der(0x04, encrypted)));
        }

        /** Writes both, and returns the two files. */
        public List<Path> writePem(Path directory, String name) throws Exception {
            Path certificates = Files.writeString(directory.resolve(name + ".crt"), certificatesPem());
            Path key = Files.writeString(directory.resolve(name + ".key"), keyPem());
            return List.of(certificates, key);
        }

        private Key key() throws Exception {
            return store().getKey("server", PASSWORD.toCharArray());
        }

        private KeyStore store() throws GeneralSecurityException, IOException {
            KeyStore store = KeyStore.getInstance("PKCS12");
            try (InputStream in = Files.newInputStream(keyStore)) {
                store.load(in, PASSWORD.toCharArray());
            }
            return store;
        }
    }

    /** @param options of {@code keytool -genkeypair}, such as {@code -keyalg RSA} */
    public Made make(String name, String options) throws Exception {
        String store = name + ".p12";
        String request = name + ".csr";
        String signed = name + ".signed";
        keytool(store, "-genkeypair -alias server -dname CN=" + name + " " + options);
        keytool(store, "-certreq -alias server -file " + request);
        keytool(
                "ca.p12",
                "-gencert -alias ca -rfc -ext san=ip:127.0.0.1,dns:localhost -validity 31 " + SINCE_YESTERDAY
                        + " -infile " + request + " -outfile " + signed);
        keytool(store, "-importcert -noprompt -alias ca -file ca.pem");
        keytool(store, "-importcert -noprompt -alias server -file " + signed);
        return new Made(directory.resolve(store));
    }

    /** A certificate that has expired. */
    public Made expired(String name) throws Exception {
        keytool(
                name + ".p12",
                "-genkeypair -alias server -keyalg EC -dname CN=" + name + " -startdate -10d -validity 5");
        return new Made(directory.resolve(name + ".p12"));
    }

    /** A self-signed certificate, valid from now on. */
    public Made selfSigned(String name, int days) throws Exception {
        keytool(name + ".p12", "-genkeypair -alias server -keyalg EC -dname CN=" + name + " -validity " + days);
        return new Made(directory.resolve(name + ".p12"));
    }

    /** For clients that trust the authority and nobody else. */
    public SSLContext trusting() throws Exception {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        try (InputStream in = Files.newInputStream(directory.resolve("ca.pem"))) {
            trusted.setCertificateEntry(
                    "ca",
                    java.security.cert.CertificateFactory.getInstance("X.509").generateCertificate(in));
        }
        TrustManagerFactory managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        managers.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, managers.getTrustManagers(), null);
        return context;
    }

    public static String pem(String type, byte[] der) {
        return "-----BEGIN " + type + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der) + "\n-----END " + type + "-----\n";
    }

    private static byte[] oid(String hex) {
        return der(0x06, HexFormat.of().parseHex(hex));
    }

    private static byte[] der(int tag, byte[]... parts) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        List.of(parts).forEach(content::writeBytes);
        ByteArrayOutputStream value = new ByteArrayOutputStream();
        value.write(tag);
        if (content.size() < 128) {
            value.write(content.size());
        } else {
            value.write(0x82);
            value.write(content.size() >> 8);
            value.write(content.size());
        }
        value.writeBytes(content.toByteArray());
        return value.toByteArray();
    }

    /** In the directory, whose own name may have spaces. */
    private void keytool(String store, String arguments) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        // It lives for less than a second.
        command.addAll(List.of("-J-XX:TieredStopAtLevel=1", "-J-XX:+UseSerialGC"));
        command.addAll(List.of(arguments.split(" ")));
        command.addAll(List.of("-keystore", store, "-storetype", "PKCS12"));
        command.addAll(List.of("-storepass", PASSWORD));
        Process process = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
            throw new AssertionError(arguments + ": " + output);
        }
    }
}
