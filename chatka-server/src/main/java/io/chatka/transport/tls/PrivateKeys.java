package io.chatka.transport.tls;

import io.chatka.transport.tls.Identity.UnusableException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKey;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/** Reads private keys in PEM: PKCS#8 (RFC 5958), as it is or encrypted (PBES2, RFC 8018). */
final class PrivateKeys {
    private static final Pattern PEM = Pattern.compile("-----BEGIN ([A-Z0-9 ]*PRIVATE KEY)-----\\s+([^-]*)-----END ");
    private static final String REMEDY =
            "convert it: openssl pkcs8 -topk8 -nocrypt -in OLD.pem -out NEW.pem (without -nocrypt it stays encrypted)";

    private PrivateKeys() {}

    /**
     * @param algorithm of the certificate's public key
     * @param password empty for none
     */
    static PrivateKey read(byte[] pem, String algorithm, String password) throws UnusableException {
        Matcher found = PEM.matcher(new String(pem, StandardCharsets.ISO_8859_1));
        if (!found.find()) {
            throw new UnusableException("there is no private key in PEM (-----BEGIN PRIVATE KEY-----) in it");
        }
        byte[] der;
        try {
            der = Base64.getMimeDecoder().decode(found.group(2));
        } catch (IllegalArgumentException notBase64) {
            throw new UnusableException("its private key is damaged; copy the file again");
        }
        return switch (found.group(1)) {
            case "PRIVATE KEY" -> plain(new PKCS8EncodedKeySpec(der), algorithm);
            case "ENCRYPTED PRIVATE KEY" -> plain(decrypted(der, password), algorithm);
            default ->
                throw new UnusableException(
                        "its key is a \"" + found.group(1) + "\", and has to be in PKCS#8; " + REMEDY);
        };
    }

    private static PrivateKey plain(PKCS8EncodedKeySpec encoded, String algorithm) throws UnusableException {
        try {
            return KeyFactory.getInstance(algorithm).generatePrivate(encoded);
        } catch (GeneralSecurityException notThatKind) {
            throw new UnusableException("its private key is damaged, or not of the kind of the certificate's ("
                    + algorithm + "); put the certificate's own key there");
        }
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
                    "its key cannot be decrypted: chatka.server.tls.key-password is wrong, or its cipher is none that Java has (openssl pkcs8 -topk8 -v2 aes256 makes one)");
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
