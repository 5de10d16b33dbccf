package io.chatka.internal.redis;

import io.chatka.internal.broker.Event;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * What travels on a room's channel: a line that says what it is, then the bytes themselves.
 *
 * <pre>
 * e EPOCH SEQ\n{"type":"message",…}      an event, the same bytes that its members get
 * n\n…                                   a note
 * </pre>
 *
 * A node ignores kinds that it does not know, so that new ones can be added while old nodes are still running.
 */
sealed interface Envelope {
    record OfEvent(Event event) implements Envelope {}

    record OfNote(byte[] note) implements Envelope {}

    /** Not one of ours, or damaged. */
    record Broken() implements Envelope {}

    Broken BROKEN = new Broken();

    static byte[] note(byte[] note) {
        byte[] envelope = new byte[note.length + 2];
        envelope[0] = 'n';
        envelope[1] = '\n';
        System.arraycopy(note, 0, envelope, 2, note.length);
        return envelope;
    }

    /** Never throws: anyone who may talk to Redis can publish anything. */
    static Envelope decode(ByteBuffer bytes) {
        int start = bytes.position();
        int length = bytes.remaining();
        if (length >= 2 && bytes.get(start) == 'n' && bytes.get(start + 1) == '\n') {
            return new OfNote(rest(bytes, start + 2));
        }
        if (length < 2 || bytes.get(start) != 'e' || bytes.get(start + 1) != ' ') {
            return BROKEN;
        }
        int space = indexOf(bytes, ' ', start + 2, start + 66);
        int newline = space < 0 ? -1 : indexOf(bytes, '\n', space + 1, space + 21);
        if (newline < 0 || space == start + 2) {
            return BROKEN;
        }
        long seq = number(bytes, space + 1, newline);
        if (seq < 1) {
            return BROKEN;
        }
        byte[] epoch = new byte[space - start - 2];
        bytes.get(start + 2, epoch);
        return new OfEvent(new Event(new String(epoch, StandardCharsets.US_ASCII), seq, rest(bytes, newline + 1)));
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
