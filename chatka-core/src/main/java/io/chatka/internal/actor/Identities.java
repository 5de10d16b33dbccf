package io.chatka.internal.actor;

import io.chatka.api.User;
import java.security.SecureRandom;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Makes up ids that nobody can guess, and guests. Thread-safe. */
final class Identities {
    /** Without letters that are easily mistaken for others. */
    private static final String ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789";

    private static final String GUEST = "guest-";
    private static final int GUEST_LETTERS = 4;
    private static final Pattern MADE_UP = Pattern.compile(GUEST + "[" + ALPHABET + "]{" + GUEST_LETTERS + "}");

    private static final SecureRandom RANDOM = new SecureRandom();

    private Identities() {}

    static String session() {
        return random(20);
    }

    /** @param name the wanted name, or null for one that is made up */
    static User guest(String name) {
        String id = random(12);
        return new User("g-" + id, name != null ? name : GUEST + id.substring(0, GUEST_LETTERS), "guest");
    }

    /** Whether it is a name as this class makes them up; somebody may have chosen it all the same. */
    static boolean isMadeUp(String name) {
        return MADE_UP.matcher(name).matches();
    }

    /** What a name that was made up becomes when each of its letters becomes something else. */
    static Pattern madeUp(UnaryOperator<String> replace) {
        String letters = ALPHABET.chars()
                .mapToObj(letter -> Pattern.quote(replace.apply(Character.toString(letter))))
                .collect(Collectors.joining("|"));
        return Pattern.compile(Pattern.quote(replace.apply(GUEST)) + "(?:" + letters + "){" + GUEST_LETTERS + "}");
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
