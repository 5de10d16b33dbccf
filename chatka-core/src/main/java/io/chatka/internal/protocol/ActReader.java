package io.chatka.internal.protocol;

import io.chatka.api.Act;

/** Makes the {@link Act} of a {@code moderate} command from its fields, and checks them. */
final class ActReader {
    private static final int MAX_USER_BYTES = 128;
    private static final int MAX_REASON = 500;

    /** Ten years: longer ones are mistakes, or mean for ever. */
    private static final long MAX_MILLIS = 10L * 365 * 24 * 3600 * 1000;

    private static final String ACTIONS =
            "clear, mute, unmute, kick, ban, unban, slow, speak, close, open, pin, unpin, announce";

    /** The fields as they are in the frame; null for those that it does not have. */
    record Given(
            String action,
            String user,
            Long millis,
            String reason,
            Flags flags,
            Long seconds,
            String who,
            Place place) {}

    /** Null for those that the frame does not have. */
    record Flags(Boolean delete, Boolean shadow) {}

    /** @param epoch null if it is not given */
    record Place(Long seq, String epoch) {}

    private ActReader() {}

    /** @param said the {@code text} and {@code data} of the command, for an announcement */
    static Act read(Given given, ClientCommand.Say said) throws ClientException {
        if (given.action == null) {
            throw bad("\"action\" is missing; there are " + ACTIONS);
        }
        return switch (given.action) {
            case "clear" -> new Act.Clear(user(given));
            case "mute" ->
                new Act.Mute(user(given), millis(given), reason(given.reason), Boolean.TRUE.equals(given.flags.shadow));
            case "unmute" -> new Act.Unmute(user(given));
            case "kick" -> new Act.Kick(user(given), reason(given.reason));
            case "ban" ->
                new Act.Ban(user(given), millis(given), reason(given.reason), Boolean.TRUE.equals(given.flags.delete));
            case "unban" -> new Act.Unban(user(given));
            case "slow" -> new Act.Slow(seconds(given.seconds));
            case "speak" -> new Act.Speak(who(given.who));
            case "close" -> new Act.Close();
            case "open" -> new Act.Open();
            case "pin" -> new Act.Pin(seq(given.place.seq), given.place.epoch);
            case "unpin" -> new Act.Unpin(seq(given.place.seq), given.place.epoch);
            case "announce" -> new Act.Announce(said.text(), said.data());
            default -> throw bad("there is no such action; there are " + ACTIONS);
        };
    }

    static long seq(Long seq) throws ClientException {
        if (seq == null) {
            throw bad("\"seq\" is missing: the place of the message in its room");
        }
        return seq;
    }

    static String reason(String reason) throws ClientException {
        if (reason != null) {
            MessageTexts.requireValid(reason, MAX_REASON);
        }
        return reason;
    }

    private static String user(Given given) throws ClientException {
        String user = given.user;
        if (user == null) {
            throw bad("\"user\" is missing: the id of the user, as \"from\" has it");
        }
        if (user.isEmpty()
                || Utf8Length.exceeds(user, MAX_USER_BYTES)
                || user.codePoints().anyMatch(Character::isISOControl)) {
            throw bad("\"user\" has to be an id of 1 to " + MAX_USER_BYTES + " bytes without control characters");
        }
        return user;
    }

    private static long millis(Given given) throws ClientException {
        if (given.millis == null) {
            return 0;
        }
        if (given.millis > MAX_MILLIS) {
            throw bad("\"for\" has to be from 1 to " + MAX_MILLIS + " milliseconds; leave it out for ever");
        }
        return given.millis;
    }

    private static int seconds(Long seconds) throws ClientException {
        if (seconds == null || seconds > Act.MAX_SLOW_SECONDS) {
            throw bad("\"seconds\" has to be from 0 to " + Act.MAX_SLOW_SECONDS);
        }
        return seconds.intValue();
    }

    private static Act.Speakers who(String who) throws ClientException {
        for (Act.Speakers each : Act.Speakers.values()) {
            if (each.wireName().equals(who)) {
                return each;
            }
        }
        throw bad("\"who\" has to be everyone, members or moderators");
    }

    private static ClientException bad(String message) {
        return new ClientException(ErrorCode.BAD_FIELD, message);
    }
}
