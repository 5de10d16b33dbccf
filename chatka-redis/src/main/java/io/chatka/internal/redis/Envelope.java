package io.chatka.internal.redis;

import io.chatka.internal.broker.Event;
import io.chatka.internal.broker.EventKind;
import io.chatka.internal.broker.RoomChange;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * The content of a Pub/Sub message: a line that says what it is, then the bytes themselves.
 *
 * <pre>
 * e EPOCH SEQ\n{"type":"message",…}      a message, the same bytes that its members get
 * k KIND EPOCH SEQ\n{"type":…}           an event of another kind, likewise
 * s VERSION …\n…                         a change of a room's state, see {@link StateForm}
 * n\n…                                   a note
 * </pre>
 *
 * A node drops and counts messages of any other form.
 */
sealed interface Envelope {
    record OfEvent(Event event) implements Envelope {}

    record OfChange(RoomChange change) implements Envelope {}

    record OfNote(byte[] note) implements Envelope {}

    /** A message of none of the forms. */
    record Broken() implements Envelope {}

    Broken BROKEN = new Broken();

    static byte[] note(byte[] note) {
        byte[] envelope = new byte[note.length + 2];
        envelope[0] = 'n';
        envelope[1] = '\n';
        System.arraycopy(note, 0, envelope, 2, note.length);
        return envelope;
    }

    /** Never throws: any user of Redis can publish anything. */
    static Envelope decode(ByteBuffer bytes) {
        int start = bytes.position();
        int length = bytes.remaining();
        if (length >= 2 && bytes.get(start) == 'n' && bytes.get(start + 1) == '\n') {
            return new OfNote(rest(bytes, start + 2));
        }
        if (length < 2 || bytes.get(start + 1) != ' ') {
            return BROKEN;
        }
        return switch (bytes.get(start)) {
            case 'e' -> event(bytes, start + 2, EventKind.MESSAGE);
            case 'k' -> eventOfKind(bytes, start + 2);
            case 's' -> change(rest(bytes, start + 2));
            default -> BROKEN;
        };
    }

    private static Envelope change(byte[] bytes) {
        try {
            return new OfChange(StateForm.change(bytes));
        } catch (RuntimeException otherForm) {
            return BROKEN;
        }
    }

    private static Envelope eventOfKind(ByteBuffer bytes, int start) {
        int space = indexOf(bytes, ' ', start, start + 5);
        long code = space < 0 ? 0 : number(bytes, start, space);
        return code < 1 || code > EventKind.MAX_CODE ? BROKEN : event(bytes, space + 1, new EventKind((int) code));
    }

    private static Envelope event(ByteBuffer bytes, int start, EventKind kind) {
        int space = indexOf(bytes, ' ', start, start + 64);
        int newline = space < 0 ? -1 : indexOf(bytes, '\n', space + 1, space + 21);
        if (newline < 0 || space == start) {
            return BROKEN;
        }
        long seq = number(bytes, space + 1, newline);
        if (seq < 1) {
            return BROKEN;
        }
        byte[] epoch = new byte[space - start];
        bytes.get(start, epoch);
        return new OfEvent(
                new Event(new String(epoch, StandardCharsets.US_ASCII), seq, kind, rest(bytes, newline + 1)));
    }

    private static byte[] rest(ByteBuffer bytes, int from) {
        byte[] rest = new byte[bytes.limit() - from];
        bytes.get(from, rest);
        return rest;
    }

    private static int indexOf(ByteBuffer bytes, char wanted, int from, int end) {
        for (int i = from; i < Math.min(end, bytes.limit()); i++) {
            if (bytes.get(i) == wanted) {
                return i;
            }
        }
        return -1;
    }

    private static long number(ByteBuffer bytes, int from, int end) {
        long number = 0;
        for (int i = from; i < end; i++) {
            int digit = bytes.get(i) - '0';
            if (digit < 0 || digit > 9 || number > 900_000_000_000_000L) {
                return -1;
            }
            number = number * 10 + digit;
        }
        return number;
    }
}
