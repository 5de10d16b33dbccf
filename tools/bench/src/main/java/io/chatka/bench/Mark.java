package io.chatka.bench;

/**
 * What a text of ours begins with: {@code ~c12.345.678901234~} is message 345 of publisher 12, and it was due at that
 * nanosecond of this process. One mutable instance a thread, because this is read once per delivery.
 */
final class Mark {
    /** The longest there is. */
    static final int MAX_LENGTH = 48;

    private static final byte EDGE = '~';
    private static final byte KIND = 'c';

    int publisher;
    int number;
    long due;

    private int fromEnd;
    private int cursor;

    static String text(int publisher, int number, long due, int size) {
        String mark = "~c" + publisher + '.' + number + '.' + due + '~';
        return mark + "x".repeat(Math.max(0, size - mark.length()));
    }

    /** Reads the mark of a frame, if it has one. */
    boolean find(byte[] bytes, int from, int to) {
        // All texts of a run are equally long and stand at the end: it will be where it was in the last frame.
        int guess = to - fromEnd;
        if (guess >= from && guess < to && parse(bytes, guess, to)) {
            return true;
        }
        for (int i = from; i < to; i++) {
            if (bytes[i] == EDGE && parse(bytes, i, to)) {
                fromEnd = to - i;
                return true;
            }
        }
        return false;
    }

    private boolean parse(byte[] bytes, int from, int to) {
        if (to - from < 7 || bytes[from] != EDGE || bytes[from + 1] != KIND) {
            return false;
        }
        cursor = from + 2;
        long first = digits(bytes, to, (byte) '.');
        long second = digits(bytes, to, (byte) '.');
        long third = digits(bytes, to, EDGE);
        if (first < 0 || second < 0 || third < 0 || first > Integer.MAX_VALUE || second > Integer.MAX_VALUE) {
            return false;
        }
        publisher = (int) first;
        number = (int) second;
        due = third;
        return true;
    }

    /** The number from the cursor to such an end, or -1; moves the cursor behind the end. */
    private long digits(byte[] bytes, int to, byte end) {
        long value = 0;
        for (int i = cursor; i < to && i < cursor + 19; i++) {
            int digit = bytes[i] - '0';
            if (digit >= 0 && digit <= 9) {
                value = value * 10 + digit;
            } else {
                boolean whole = bytes[i] == end && i > cursor;
                cursor = i + 1;
                return whole ? value : -1;
            }
        }
        return -1;
    }
}
