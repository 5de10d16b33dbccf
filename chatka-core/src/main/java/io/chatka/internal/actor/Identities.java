package io.chatka.internal.actor;

import io.chatka.api.Authentication;
import io.chatka.api.User;
import io.chatka.internal.fault.Stages;
import io.chatka.internal.protocol.ClientException;
import io.chatka.internal.protocol.UserIds;
import io.chatka.internal.protocol.UserNames;
import java.security.SecureRandom;
import java.util.concurrent.ExecutionException;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Makes up guests and ids of sessions, which nobody can guess, and checks the users of the
 * application. Thread-safe.
 */
final class Identities {
    /** Without characters that are easily confused. */
    private static final String ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789";

    static final String GUEST_ROLE = "guest";

    private static final Pattern ROLE = Pattern.compile("[a-z0-9_-]{1,32}");

    private static final String GUEST_NAME = "guest-";
    private static final int GUEST_LETTERS = 4;
    private static final Pattern MADE_UP = Pattern.compile(GUEST_NAME + "[" + ALPHABET + "]{" + GUEST_LETTERS + "}");

    private static final SecureRandom RANDOM = new SecureRandom();

    private Identities() {}

    static String session() {
        return random(20);
    }

    /** @param name null for a made-up one */
    static User guest(String name) {
        String id = random(12);
        return new User(
                UserIds.GUEST + id, name != null ? name : GUEST_NAME + id.substring(0, GUEST_LETTERS), GUEST_ROLE);
    }

    /**
     * The user of an authenticator's answer.
     *
     * @param answer no refusal; may be null
     * @param failure null if the authenticator answered
     * @param name the name that the client asks for, or null
     * @param before the guest that the client was before; null for a new one
     * @throws ExecutionException if the authenticator failed, or its answer cannot be used; the
     *     cause says why
     */
    static Identity of(Authentication answer, Throwable failure, String name, User before) throws ExecutionException {
        if (failure != null) {
            throw new ExecutionException(Stages.cause(failure));
        }
        if (answer instanceof Authentication.Guest) {
            User guest = before == null
                    ? guest(name)
                    : new User(before.id(), name != null ? name : before.name(), GUEST_ROLE);
            return new Identity(guest, null);
        }
        if (answer instanceof Authentication.Accepted accepted) {
            return new Identity(requireUsable(accepted.user()), accepted.token());
        }
        throw unusable("the answer is null");
    }

    /** The exception's message is for the log, and does not name the user. */
    private static User requireUsable(User user) throws ExecutionException {
        String fault = UserIds.fault(user.id());
        if (fault != null) {
            throw unusable(fault);
        }
        if (user.role() == null || !ROLE.matcher(user.role()).matches()) {
            throw unusable("a role is 1 to 32 of a to z, 0 to 9, _ and -");
        }
        try {
            String valid = UserNames.requireValid(String.valueOf(user.name()));
            return new User(user.id(), valid, user.role(), user.avatar(), user.grants());
        } catch (ClientException bad) {
            throw unusable(bad.getMessage());
        }
    }

    private static ExecutionException unusable(String why) {
        return new ExecutionException(new IllegalArgumentException(why));
    }

    /**
     * Whether the name has the form of those that this class makes up. A client may have chosen it.
     */
    static boolean isMadeUp(String name) {
        return MADE_UP.matcher(name).matches();
    }

    /**
     * Matches made-up names in which each letter has been replaced.
     *
     * @param replace gives a letter's replacement
     */
    static Pattern madeUp(UnaryOperator<String> replace) {
        String letters = ALPHABET.chars()
                .mapToObj(letter -> Pattern.quote(replace.apply(Character.toString(letter))))
                .collect(Collectors.joining("|"));
        return Pattern.compile(Pattern.quote(replace.apply(GUEST_NAME)) + "(?:" + letters + "){" + GUEST_LETTERS + "}");
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
