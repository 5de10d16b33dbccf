package io.chatka.bench;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Finds a number by its name in JSON, such as {@code "seq":17}, without parsing the rest, because this is done once per
 * delivery. One mutable instance a thread.
 */
final class NumberField {
    private final byte[] name;
    private int guess;

    NumberField(String name) {
        this.name = ('"' + name + "\":").getBytes(StandardCharsets.US_ASCII);
    }

    /** The number at the first field of that name; 0 if there is none. */
    long find(byte[] bytes, int from, int to) {
        // The frames of one room are alike: it will be where it was in the last one.
        if (at(bytes, from + guess, to)) {
            return digits(bytes, from + guess + name.length, to);
        }
        for (int i = from; i + name.length <= to; i++) {
            if (at(bytes, i, to)) {
                guess = i - from;
                return digits(bytes, i + name.length, to);
            }
        }
        return 0;
    }

    private boolean at(byte[] bytes, int from, int to) {
        int end = from + name.length;
        return end <= to && Arrays.equals(bytes, from, end, name, 0, name.length);
    }

    private static long digits(byte[] bytes, int from, int to) {
        long value = 0;
        for (int i = from; i < to && bytes[i] >= '0' && bytes[i] <= '9'; i++) {
            value = value * 10 + bytes[i] - '0';
        }
        return value;
    }
}
