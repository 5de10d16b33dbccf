package io.chatka.internal.broker;

import java.security.SecureRandom;

/**
 * Makes names of epochs: 10 letters and digits, 50 random bits, so no two epochs of a room share
 * one.
 */
public final class Epochs {
    private static final SecureRandom RANDOM = new SecureRandom();

    private Epochs() {}

    public static String next() {
        long bits = RANDOM.nextLong();
        return Long.toString((bits >>> 14) | (1L << 50), 36);
    }
}
