package io.chatka.protocol;

import java.text.Normalizer;

/** What a user may be called: 1 to 32 visible characters, single spaces inside, at most 4 combining marks in a row. */
public final class UserNames {
    private static final int MAX_CHARACTERS = 32;

    private UserNames() {}

    /**
     * @return the name in Unicode normalization form C
     * @throws ClientException {@code bad_name}, naming the first character that may not be there
     */
    public static String requireValid(String given) throws ClientException {
        // Before normalizing, whose work grows with the input.
        if (given.length() > 4 * MAX_CHARACTERS) {
            throw tooLong();
        }
        String name = Normalizer.normalize(given, Normalizer.Form.NFC);
        if (name.isEmpty()) {
            throw bad("a name has 1 to " + MAX_CHARACTERS + " characters");
        }
        int character = 0;
        int before = ' ';
        for (int i = 0; i < name.length(); ) {
            int c = name.codePointAt(i);
            i += Character.charCount(c);
            character++;
            if (Invisible.isInvisible(c)) {
                throw bad(
                        String.format("a name may hold visible characters only; character %d is U+%04X", character, c));
            }
            boolean space = Character.isSpaceChar(c);
            if (space && (c != ' ' || before == ' ' || i == name.length())) {
                throw bad("a name may hold single spaces between words, no other white space");
            }
            before = c;
        }
        if (character > MAX_CHARACTERS) {
            throw tooLong();
        }
        if (CombiningMarks.tooMany(name)) {
            throw bad("a name may hold at most " + CombiningMarks.MAX_IN_A_ROW + " combining marks in a row");
        }
        return name;
    }

    private static ClientException tooLong() {
        return bad("a name has at most " + MAX_CHARACTERS + " characters");
    }

    private static ClientException bad(String message) {
        return new ClientException(ErrorCode.BAD_NAME, message);
    }
}
