package io.chatka.internal.transport.tls;

import io.chatka.internal.transport.tls.Identity.UnusableException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.List;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKey;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/**
 * Reads private keys in PEM: PKCS#8 (RFC 5958), as it is or encrypted (PBES2, RFC 8018), and the
 * older forms that renewal tools write, PKCS#1 for RSA (RFC 8017) and SEC1 for elliptic curves (RFC
 * 5915).
 */
final class PrivateKeys {
    private static final String KEY = "PRIVATE KEY";
    private static final String CONVERT = "openssl pkcs8 -topk8 -v2 aes256 -in OLD.pem -out NEW.pem";
    private static final int SEQUENCE = 0x30;
    private static final int OCTETS = 0x04;
    private static final byte[] VERSION_0 = {0x02, 0x01, 0x00};

    private PrivateKeys() {}

    /**
     * The key of a certificate: of several in the file the one that matches, or the first that can
     * be read.
     *
     * @param password empty for none
     */
    static PrivateKey read(byte[] file, X509Certificate certificate, String password) throws UnusableException {
        List<Pem> keys = Pem.blocks(file).stream()
                .filter(pem -> pem.type().endsWith(KEY))
                .toList();
        if (keys.isEmpty()) {
            throw new UnusableException("there is no private key in PEM (-----BEGIN PRIVATE KEY-----) in it");
        }
        PrivateKey first = null;
        UnusableException failure = null;
        for (Pem pem : keys) {
            try {
                PrivateKey key = read(pem, certificate.getPublicKey(), password);
                if (Identity.isPair(key, certificate)) {
                    return key;
                }
                first = first == null ? key : first;
            } catch (UnusableException unusable) {
                failure = failure == null ? unusable : failure;
            }
        }
        if (first == null) {
            throw failure;
        }
        return first;
    }

    private static PrivateKey read(Pem pem, PublicKey certified, String password) throws UnusableException {
        if (pem.der() == null) {
            throw new UnusableException("its private key is damaged; copy the file again");
        }
        String algorithm = certified.getAlgorithm();
        return switch (pem.type()) {
            case KEY -> plain(new PKCS8EncodedKeySpec(pem.der()), algorithm);
            case "ENCRYPTED PRIVATE KEY" -> plain(decrypted(pem.der(), password), algorithm);
            case "RSA PRIVATE KEY", "EC PRIVATE KEY" -> older(pem, certified);
            case "OPENSSH PRIVATE KEY" ->
                throw new UnusableException(
                        "its key has the format of OpenSSH; convert it with ssh-keygen -p -m PEM -f KEY");
            default ->
                throw new UnusableException(
                        "its key is a \"" + pem.type() + "\", and has to be one of RSA, EC or Ed25519");
        };
    }

    /**
     * Wraps the key into PKCS#8, with the algorithm and the curve of the certificate, which a
     * matching key shares.
     */
    private static PrivateKey older(Pem pem, PublicKey certified) throws UnusableException {
        if (pem.encrypted()) {
            throw new UnusableException(
                    "its key is encrypted in the old way, by a password that is hashed once; convert it, and set chatka.server.tls.key-password: "
                            + CONVERT);
        }
        String algorithm = certified.getAlgorithm();
        if (!algorithm.startsWith(pem.type().substring(0, 2))) {
            throw notThatKind(algorithm);
        }
        byte[] wrapped = der(SEQUENCE, VERSION_0, algorithmOf(certified), der(OCTETS, pem.der()));
        return plain(new PKCS8EncodedKeySpec(wrapped), algorithm);
    }

    /** The first element of the SubjectPublicKeyInfo (RFC 5280, section 4.1). */
    private static byte[] algorithmOf(PublicKey key) {
        ByteBuffer info = ByteBuffer.wrap(key.getEncoded());
        readLength(info);
        int start = info.position();
        int end = readLength(info) + info.position();
        return Arrays.copyOfRange(info.array(), start, end);
    }

    /** Reads a tag and a length; leaves the position at the content. */
    private static int readLength(ByteBuffer der) {
        der.get();
        int first = der.get() & 0xFF;
        if (first < 0x80) {
            return first;
        }
        int length = 0;
        for (int i = first & 0x7F; i > 0; i--) {
            length = length << 8 | der.get() & 0xFF;
        }
        return length;
    }

    private static byte[] der(int tag, byte[]... parts) {
        int length = Arrays.stream(parts).mapToInt(part -> part.length).sum();
        ByteBuffer element = ByteBuffer.allocate(length + 5);
        element.put((byte) tag);
        if (length < 0x80) {
            element.put((byte) length);
        } else if (length < 0x100) {
            element.put((byte) 0x81).put((byte) length);
        } else {
            element.put((byte) 0x82).putShort((short) length);
        }
        for (byte[] part : parts) {
            element.put(part);
        }
        return Arrays.copyOf(element.array(), element.position());
    }

    private static PrivateKey plain(PKCS8EncodedKeySpec encoded, String algorithm) throws UnusableException {
        try {
            return KeyFactory.getInstance(algorithm).generatePrivate(encoded);
        } catch (GeneralSecurityException notThatKind) {
            throw notThatKind(algorithm);
        }
    }

    private static UnusableException notThatKind(String algorithm) {
        return new UnusableException("its private key is damaged, or not of the kind of the certificate's (" + algorithm
                + "); put the certificate's own key there");
    }

    private static PKCS8EncodedKeySpec decrypted(byte[] der, String password) throws UnusableException {
        if (password.isEmpty()) {
            throw new UnusableException("its key is encrypted; set chatka.server.tls.key-password");
        }
        try {
            EncryptedPrivateKeyInfo encrypted = new EncryptedPrivateKeyInfo(der);
            String algorithm = algorithm(encrypted);
            SecretKey key =
                    SecretKeyFactory.getInstance(algorithm).generateSecret(new PBEKeySpec(password.toCharArray()));
            Cipher cipher = Cipher.getInstance(algorithm);
            cipher.init(Cipher.DECRYPT_MODE, key, encrypted.getAlgParameters());
            return encrypted.getKeySpec(cipher);
        } catch (IOException | GeneralSecurityException cannot) {
            throw new UnusableException(
                    "its key cannot be decrypted: chatka.server.tls.key-password is wrong, or Java does not have its cipher (openssl pkcs8 -topk8 -v2 aes256 uses one that it has)");
        }
    }

    /** For PBES2 the parameters name the algorithms that it is made of. */
    private static String algorithm(EncryptedPrivateKeyInfo encrypted) {
        AlgorithmParameters parameters = encrypted.getAlgParameters();
        boolean pbes2 =
                encrypted.getAlgName().equals("PBES2") || encrypted.getAlgName().equals("1.2.840.113549.1.5.13");
        return pbes2 && parameters != null ? parameters.toString() : encrypted.getAlgName();
    }
}
