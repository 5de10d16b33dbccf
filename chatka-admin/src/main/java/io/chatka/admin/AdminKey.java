package io.chatka.admin;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * A key of the API. Only its hash is kept.
 *
 * @param name for records of acts and for messages
 * @param sha256 of the key's bytes
 */
record AdminKey(String name, byte[] sha256, Role role) {
    static final int MIN_LENGTH = 16;

    static byte[] hash(String key) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JDK has SHA-256", impossible);
        }
    }

    /** Takes the same time whatever the hash is. */
    boolean is(byte[] otherSha256) {
        return MessageDigest.isEqual(sha256, otherSha256);
    }

    @Override
    public String toString() {
        return "AdminKey[" + name + ", " + role + "]";
    }
}
