package io.chatka.internal.protocol;

import java.nio.charset.StandardCharsets;

/**
 * Finds the {@code id} in a frame that was refused, so that its sender learns which command failed,
 * even if the JSON is too deep, ends early or is not well-formed.
 *
 * <p>Scans the bytes once, without recursion, and keeps none of them. It looks at strings and
 * brackets only. It takes the first field {@code id} of the outermost object whose value is a
 * complete id: a part of an id could be the id of another command.
 */
final class CommandIdScan {
    private static final byte[] ID = {'i', 'd'};
    private static final int LONGEST_NUMBER = 20;

    /** The length in bytes of the longest id, if every character is an escape. */
    private static final int LONGEST_QUOTED = 6 * CommandId.MAX_LENGTH;

    private final byte[] utf8;
    private final int end;
    private int at;

    private CommandIdScan(byte[] utf8, int offset, int length) {
        this.utf8 = utf8;
        this.at = offset;
        this.end = offset + length;
    }

    /** Returns null if there is none. */
    static CommandId find(byte[] utf8, int offset, int length) {
        return new CommandIdScan(utf8, offset, length).find();
    }

    private CommandId find() {
        skipByteOrderMark();
        skipWhiteSpace();
        if (at == end || utf8[at] != '{') {
            return null;
        }
        int depth = 0;
        // Whether a colon came before: then a string is a value, not a name.
        boolean value = false;
        while (at < end) {
            byte b = utf8[at];
            if (b == '"') {
                int start = at + 1;
                int length = passString() - start;
                if (depth == 1 && !value && isId(start, length) && passColon()) {
                    CommandId id = id();
                    if (id != null) {
                        return id;
                    }
                }
                value = false;
                continue;
            }
            if (b == '{' || b == '[') {
                depth++;
            } else if ((b == '}' || b == ']') && --depth == 0) {
                return null;
            }
            if (b > ' ') {
                value = b == ':';
            }
            at++;
        }
        return null;
    }

    /** Skips a string. Returns the index of the closing quotation mark, or the end. */
    private int passString() {
        at++;
        while (at < end) {
            byte b = utf8[at++];
            if (b == '"') {
                return at - 1;
            }
            if (b == '\\' && at < end) {
                at++;
            }
        }
        return end;
    }

    private boolean isId(int start, int length) {
        if (length == ID.length) {
            return utf8[start] == ID[0] && utf8[start + 1] == ID[1];
        }
        return length > ID.length
                && length <= 6 * ID.length
                && utf8[start] == '\\'
                && "id".equals(unquoted(start, length));
    }

    private boolean passColon() {
        skipWhiteSpace();
        if (at == end || utf8[at] != ':') {
            return false;
        }
        at++;
        skipWhiteSpace();
        return true;
    }

    /**
     * The value that begins here, if it is an id. Otherwise null, and the scan goes on in the
     * value.
     */
    private CommandId id() {
        int start = at;
        if (at < end && utf8[at] == '"') {
            int quote = passString();
            if (quote < end && quote - start - 1 <= LONGEST_QUOTED) {
                String text = unquoted(start + 1, quote - start - 1);
                if (text != null && text.length() <= CommandId.MAX_LENGTH) {
                    return new CommandId(text, false);
                }
            }
            return null;
        }
        while (at < end && (utf8[at] == '-' || utf8[at] >= '0' && utf8[at] <= '9')) {
            at++;
        }
        int length = at - start;
        boolean whole = at < end && (utf8[at] == ',' || utf8[at] == '}' || utf8[at] == ']' || isWhiteSpace(utf8[at]));
        at = start;
        return whole && length <= LONGEST_NUMBER ? number(start, length) : null;
    }

    private CommandId number(int start, int length) {
        String digits = new String(utf8, start, length, StandardCharsets.US_ASCII);
        try {
            String number = Long.toString(Long.parseLong(digits));
            // JSON has no leading zeros.
            return number.equals(digits) ? new CommandId(number, true) : null;
        } catch (NumberFormatException noNumber) {
            return null;
        }
    }

    /** The value of a string; null if it is not valid JSON. */
    private String unquoted(int start, int length) {
        String raw = new String(utf8, start, length, StandardCharsets.UTF_8);
        StringBuilder text = new StringBuilder(raw.length());
        for (int i = 0; i < raw.length(); i++) {
            char c = raw.charAt(i);
            if (c < ' ') {
                return null;
            }
            if (c == '\\') {
                int escaped = i + 1 < raw.length() ? escaped(raw, i + 1) : -1;
                if (escaped < 0) {
                    return null;
                }
                i += raw.charAt(i + 1) == 'u' ? 5 : 1;
                c = (char) escaped;
            }
            text.append(c);
        }
        return Surrogates.arePaired(text) ? text.toString() : null;
    }

    /**
     * The character that an escape stands for, by its letter at the index; -1 if it is no escape.
     */
    private static int escaped(String raw, int index) {
        char letter = raw.charAt(index);
        return switch (letter) {
            case '"', '\\', '/' -> letter;
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'u' -> hexadecimal(raw, index + 1);
            default -> -1;
        };
    }

    private static int hexadecimal(String raw, int start) {
        if (start + 4 > raw.length()) {
            return -1;
        }
        int value = 0;
        for (int i = start; i < start + 4; i++) {
            int digit = raw.charAt(i) < 0x80 ? Character.digit(raw.charAt(i), 16) : -1;
            if (digit < 0) {
                return -1;
            }
            value = value << 4 | digit;
        }
        return value;
    }

    private void skipByteOrderMark() {
        if (end - at >= 3 && utf8[at] == (byte) 0xEF && utf8[at + 1] == (byte) 0xBB && utf8[at + 2] == (byte) 0xBF) {
            at += 3;
        }
    }

    private void skipWhiteSpace() {
        while (at < end && isWhiteSpace(utf8[at])) {
            at++;
        }
    }

    private static boolean isWhiteSpace(byte b) {
        return b == ' ' || b == '\n' || b == '\r' || b == '\t';
    }
}
