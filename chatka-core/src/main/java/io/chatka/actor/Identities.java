package io.chatka.actor;

import io.chatka.protocol.User;
import java.security.SecureRandom;

/** Makes up ids that nobody can guess, and guests. Thread-safe. */
final class Identities {
    /** Without letters that are easily mistaken for others. */
    private static final String ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789";

    private static final SecureRandom RANDOM = new SecureRandom();

    private Identities() {}

    static String session() {
        return random(20);
    }

    /** @param name the wanted name, or null for one that is made up */
    static User guest(String name) {
        String id = random(12);
        return new User("g-" + id, name != null ? name : "guest-" + id.substring(0, 4), "guest");
    }

    private static String random(int length) {
        byte[] bytes = new byte[length];
        RANDOM.nextBytes(bytes);
        StringBuilder text = new StringBuilder(length);
        for (byte b : bytes) {
            text.append(ALPHABET.charAt(Math.floorMod(b, ALPHABET.length())));
        }
        return text.toString();
    }
}
