package io.chatka.internal.filter;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import io.chatka.internal.broker.Rank;
import java.time.Duration;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Judges what is said in one room. Used by the room's actor only. */
public final class TextFilter {
    /** An address, or the name of a host in one of the larger domains. */
    private static final Pattern LINK = Pattern.compile("(?i)(?:[a-z][a-z0-9+.-]{1,15}://|\\bwww\\.)[^\\s]+"
            + "|\\b(?:[\\pL\\pN-]{1,63}\\.){1,8}(?:com|net|org|info|biz|io|co|me|tv|gg|ly|to|xyz|app|dev|link|shop|site"
            + "|online|eu|de|uk|fr|es|it|nl|pl|ru|ua|cn|jp|kr|br|in|us|ca|au)\\b(?:/[^\\s]*)?");

    /** Users whose last text is remembered, the latest ones. */
    private static final int MOST_REMEMBERED = 10_000;

    private final Rules rules;
    private final Map<String, Said> lastSaid = new LinkedHashMap<>(0) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Said> eldest) {
            return size() > MOST_REMEMBERED;
        }
    };

    /** @param at by a clock that never jumps, in nanoseconds */
    private record Said(String text, long at) {}

    /**
     * @param patterns in the syntax of RE2, which takes linear time
     * @param repeat within which a user may not say the same again; zero for no limit
     * @param links the lowest rank that may send links
     */
    public record Rules(Words words, List<Pattern> patterns, Verdict.What action, Duration repeat, Rank links) {
        boolean areEmpty() {
            return words == null && patterns.isEmpty() && repeat.isZero() && links == Rank.GUEST;
        }
    }

    TextFilter(Rules rules) {
        this.rules = rules;
    }

    /**
     * @param words folded words and phrases
     * @param patterns in RE2's syntax
     * @throws IllegalArgumentException if one of them cannot be used; the message names it
     */
    public static Rules rules(
            List<String> words, List<String> patterns, Verdict.What action, Duration repeat, Rank links) {
        return new Rules(
                words.isEmpty() ? null : new Words(words),
                patterns.stream().map(TextFilter::compiled).toList(),
                action,
                repeat,
                links);
    }

    private static Pattern compiled(String pattern) {
        try {
            return Pattern.compile(pattern);
        } catch (RuntimeException unusable) {
            throw new IllegalArgumentException("\"" + pattern + "\" is no pattern: " + unusable.getMessage());
        }
    }

    /**
     * @param rank of the sender in the room; moderators may say everything
     * @param text null for a message of data alone, which is not judged
     * @param nanos a clock that never jumps
     */
    public Verdict judge(String user, Rank rank, String text, long nanos) {
        if (text == null || rank.compareTo(Rank.MODERATOR) >= 0) {
            return Verdict.PASSES;
        }
        BitSet found = new BitSet();
        boolean word = rules.words != null && rules.words.find(text, found);
        boolean pattern = find(rules.patterns, text, found);
        boolean link = rank.compareTo(rules.links) < 0 && find(List.of(LINK), text, found);
        Verdict verdict = Verdict.PASSES;
        if (word || pattern || link) {
            verdict = act(text, found, link ? linkRule() : "this room does not allow a part of this text");
        }
        return verdict.what() == Verdict.What.REJECT ? verdict : repeated(user, text, nanos, verdict);
    }

    private String linkRule() {
        return "only " + (rules.links == Rank.MEMBER ? "members" : "moderators") + " may send links in this room";
    }

    private static boolean find(List<Pattern> patterns, String text, BitSet found) {
        boolean any = false;
        for (Pattern each : patterns) {
            Matcher matcher = each.matcher(text);
            while (matcher.find()) {
                any = true;
                found.set(matcher.start(), matcher.end());
            }
        }
        return any;
    }

    private Verdict act(String text, BitSet found, String why) {
        return switch (rules.action) {
            case MASK -> Verdict.masked(masked(text, found));
            case REJECT, PASS -> Verdict.rejected(why, -1);
            case SHADOW, HOLD -> new Verdict(rules.action, null, null, -1);
        };
    }

    private static String masked(String text, BitSet found) {
        StringBuilder masked = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            masked.appendCodePoint(found.get(i) && !Character.isWhitespace(c) ? '*' : c);
            i += Character.charCount(c);
        }
        return masked.toString();
    }

    /** A repetition is refused, whatever the action is: its sender has said it already. */
    private Verdict repeated(String user, String text, long nanos, Verdict otherwise) {
        if (rules.repeat.isZero()) {
            return otherwise;
        }
        String same = text.strip().toLowerCase(Locale.ROOT);
        Said last = lastSaid.get(user);
        long wait = last == null || !last.text.equals(same) ? 0 : rules.repeat.toNanos() - (nanos - last.at);
        if (wait > 0) {
            long millis = (wait + 999_999) / 1_000_000;
            return Verdict.rejected("you have just said the same; try again in " + millis + " ms", millis);
        }
        lastSaid.remove(user);
        lastSaid.put(user, new Said(same, nanos));
        return otherwise;
    }
}
