package io.chatka.internal.filter;

import com.ibm.icu.lang.UCharacter;
import com.ibm.icu.text.Normalizer2;
import com.ibm.icu.text.SpoofChecker;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Finds whole words and phrases, however they are written: in capitals, in full width, or with letters
 * that look alike (Unicode TS 39, section 4). Immutable.
 */
final class Words {
    private static final SpoofChecker CHECKER =
            new SpoofChecker.Builder().setChecks(SpoofChecker.CONFUSABLE).build();

    /** Folded phrases, with single spaces between their words. */
    private final Set<String> phrases = new HashSet<>();

    /** Words in the longest one. */
    private int longest;

    /** A word of a text, from one index to another. */
    private record Token(int from, int to, String folded) {}

    Words(List<String> words) {
        for (String each : words) {
            List<Token> tokens = tokens(each);
            if (tokens.isEmpty()) {
                throw new IllegalArgumentException("\"" + each + "\" has neither a letter nor a digit");
            }
            longest = Math.max(longest, tokens.size());
            phrases.add(joined(tokens, 0, tokens.size()));
        }
    }

    /** Marks the characters of the phrases that are found; returns whether there are any. */
    boolean find(String text, BitSet found) {
        if (phrases.isEmpty()) {
            return false;
        }
        List<Token> tokens = tokens(text);
        for (int from = 0; from < tokens.size(); from++) {
            for (int to = from + 1; to <= Math.min(tokens.size(), from + longest); to++) {
                if (phrases.contains(joined(tokens, from, to))) {
                    tokens.subList(from, to).forEach(token -> found.set(token.from, token.to));
                }
            }
        }
        return !found.isEmpty();
    }

    private static String joined(List<Token> tokens, int from, int to) {
        return to - from == 1
                ? tokens.get(from).folded
                : String.join(
                        " ",
                        tokens.subList(from, to).stream().map(Token::folded).toList());
    }

    private static List<Token> tokens(String text) {
        List<Token> tokens = new ArrayList<>();
        int from = -1;
        for (int i = 0; i <= text.length(); ) {
            int c = i < text.length() ? text.codePointAt(i) : ' ';
            boolean inWord = UCharacter.isLetterOrDigit(c) || from >= 0 && isMark(c);
            if (inWord && from < 0) {
                from = i;
            } else if (!inWord && from >= 0) {
                tokens.add(new Token(from, i, fold(text.substring(from, i))));
                from = -1;
            }
            i += Character.charCount(c);
        }
        return tokens;
    }

    /** Marks, and invisible characters inside a word, which folding removes. */
    private static boolean isMark(int c) {
        int type = UCharacter.getType(c);
        return type == Character.NON_SPACING_MARK
                || type == Character.COMBINING_SPACING_MARK
                || type == Character.ENCLOSING_MARK
                || type == Character.FORMAT;
    }

    private static String fold(String word) {
        return CHECKER.getSkeleton(Normalizer2.getNFKCCasefoldInstance().normalize(word));
    }
}
