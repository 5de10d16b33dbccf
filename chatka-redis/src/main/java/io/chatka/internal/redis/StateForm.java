package io.chatka.internal.redis;

import io.chatka.internal.broker.Rank;
import io.chatka.internal.broker.RoomChange;
import io.chatka.internal.broker.RoomState;
import io.chatka.internal.broker.Sanction;
import io.chatka.internal.broker.StateChange;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * How a room's state, its changes and sanctions are written in Redis and in envelopes. Ranks and
 * kinds are numbers: their ordinals.
 *
 * <pre>
 * VERSION SLOW SPEAK CLOSED SANCTIONS LENGTH…\n   the state, with the length of each pinned message
 * PINNED…CHANGE                                  the pinned messages, and what has changed:
 *
 * slow SECONDS | speak RANK | close | open | pin EPOCH SEQ | unpin EPOCH SEQ
 * impose KIND UNTIL RANK\nUSER[\nREASON] | lift KIND\nUSER | kick RANK\nUSER[\nREASON]
 * </pre>
 *
 * An epoch that is not given is {@code -}.
 */
final class StateForm {
    private static final String PRESENT = "-";
    private static final int NUMBERS = 5;

    private StateForm() {}

    static byte[] of(StateChange change) {
        return text(change).getBytes(StandardCharsets.UTF_8);
    }

    private static String text(StateChange change) {
        if (change instanceof StateChange.Slow slow) {
            return "slow " + slow.seconds();
        } else if (change instanceof StateChange.Speak speak) {
            return "speak " + speak.who().ordinal();
        } else if (change instanceof StateChange.Close) {
            return "close";
        } else if (change instanceof StateChange.Open) {
            return "open";
        } else if (change instanceof StateChange.Pin pin) {
            return "pin " + orPresent(pin.epoch()) + " " + pin.seq();
        } else if (change instanceof StateChange.Unpin unpin) {
            return "unpin " + orPresent(unpin.epoch()) + " " + unpin.seq();
        } else if (change instanceof StateChange.Impose impose) {
            Sanction sanction = impose.sanction();
            return "impose " + sanction.kind().ordinal() + " " + sanction.until() + " "
                    + sanction.by().ordinal() + "\n" + sanction.user() + lineOf(sanction.reason());
        } else if (change instanceof StateChange.Lift lift) {
            return "lift " + lift.kind().ordinal() + "\n" + lift.user();
        }
        StateChange.Kick kick = (StateChange.Kick) change;
        return "kick " + kick.by().ordinal() + "\n" + kick.user() + lineOf(kick.reason());
    }

    private static String orPresent(String epoch) {
        return epoch == null ? PRESENT : epoch;
    }

    private static String lineOf(String reason) {
        return reason == null ? "" : "\n" + reason;
    }

    /** @throws RuntimeException if the bytes have another form */
    static RoomChange change(byte[] bytes) {
        int newline = 0;
        while (bytes[newline] != '\n') {
            newline++;
        }
        String[] numbers = new String(bytes, 0, newline, StandardCharsets.US_ASCII).split(" ");
        List<byte[]> pinned = new ArrayList<>();
        int at = newline + 1;
        for (int i = NUMBERS; i < numbers.length; i++) {
            int length = Integer.parseInt(numbers[i]);
            pinned.add(Arrays.copyOfRange(bytes, at, Math.addExact(at, length)));
            at += length;
        }
        RoomState state = new RoomState(
                Long.parseLong(numbers[0]),
                Integer.parseInt(numbers[1]),
                rank(numbers[2]),
                Long.parseLong(numbers[3]),
                pinned,
                !numbers[4].equals("0"));
        return new RoomChange(state, parse(new String(bytes, at, bytes.length - at, StandardCharsets.UTF_8)));
    }

    private static StateChange parse(String text) {
        String[] lines = text.split("\n", 3);
        String[] words = lines[0].split(" ");
        String reason = lines.length < 3 ? null : lines[2];
        return switch (words[0]) {
            case "slow" -> new StateChange.Slow(Integer.parseInt(words[1]));
            case "speak" -> new StateChange.Speak(rank(words[1]));
            case "close" -> new StateChange.Close();
            case "open" -> new StateChange.Open();
            case "pin" -> new StateChange.Pin(epoch(words[1]), Long.parseLong(words[2]));
            case "unpin" -> new StateChange.Unpin(epoch(words[1]), Long.parseLong(words[2]));
            case "impose" ->
                new StateChange.Impose(
                        new Sanction(kind(words[1]), lines[1], Long.parseLong(words[2]), reason, rank(words[3])));
            case "lift" -> new StateChange.Lift(kind(words[1]), lines[1]);
            case "kick" -> new StateChange.Kick(lines[1], reason, rank(words[1]));
            default -> throw new IllegalArgumentException("no change is called " + words[0]);
        };
    }

    private static String epoch(String word) {
        return word.equals(PRESENT) ? null : word;
    }

    /** @param answer version, slow, speak, closed, sanctions, and the pinned messages, from an index on */
    static RoomState state(List<Object> answer, int from) {
        List<byte[]> pinned = new ArrayList<>();
        for (int i = from + NUMBERS; i < answer.size(); i++) {
            pinned.add((byte[]) answer.get(i));
        }
        return new RoomState(
                (Long) answer.get(from),
                Math.toIntExact((Long) answer.get(from + 1)),
                Rank.values()[Math.toIntExact((Long) answer.get(from + 2))],
                (Long) answer.get(from + 3),
                pinned,
                (Long) answer.get(from + 4) != 0);
    }

    /** The field of a user's sanction, in the hash of sanctions. */
    static String field(Sanction.Kind kind, String user) {
        return (kind == Sanction.Kind.BAN ? "b:" : "m:") + user;
    }

    /** Whom the field's sanction is about; null for a field of another kind. */
    static String user(String field) {
        return field.startsWith("b:") || field.startsWith("m:") ? field.substring(2) : null;
    }

    /** A sanction's value: {@code UNTIL RANK KIND[\nREASON]}; the kind is 0 for a mute. */
    static String value(Sanction sanction) {
        return sanction.until() + " " + sanction.by().ordinal() + " "
                + sanction.kind().ordinal() + lineOf(sanction.reason());
    }

    /** @param value see {@link #value}; empty for none */
    static Sanction sanction(String user, byte[] value) {
        if (value.length == 0) {
            return null;
        }
        String[] lines = new String(value, StandardCharsets.UTF_8).split("\n", 2);
        String[] words = lines[0].split(" ");
        return new Sanction(
                kind(words[2]), user, Long.parseLong(words[0]), lines.length < 2 ? null : lines[1], rank(words[1]));
    }

    private static Rank rank(String ordinal) {
        return Rank.values()[Integer.parseInt(ordinal)];
    }

    private static Sanction.Kind kind(String ordinal) {
        return Sanction.Kind.values()[Integer.parseInt(ordinal)];
    }
}
