package io.chatka.bench;

import io.chatka.bench.SequenceTrack.Step;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * The books of one room, for its members on one event loop. They check
 *
 * <ul>
 *   <li>for each member, that {@code seq} grows by one, except where a gap announces a jump;
 *   <li>that a seq is the same message for every member;
 *   <li>that each publisher's messages are in the room's order as they were sent, each once.
 * </ul>
 *
 * <p>Together: every member got every message once and in one order, for a few bytes a member. A
 * ring holds the messages between the slowest member and the fastest. It is bounded: when the
 * slowest is 65,536 messages behind, the ring drops the oldest, and counts those that still arrive
 * as {@link Faults#unchecked}.
 *
 * <p>Not thread-safe.
 */
final class RoomLedger {
    /** Called when a message has reached every member. */
    interface Completion {
        void complete(int publisher, int number, long due);
    }

    /** One member. */
    static final class Seat {
        private SequenceTrack track;
        private long received;
        private long gapped;

        private Seat(long seq) {
            track = new SequenceTrack(seq);
        }

        /** How many of the sent messages it has neither received nor seen announced by a gap. */
        long lacking(long sent) {
            return Math.max(0, sent - received - gapped);
        }

        long last() {
            return track.last();
        }
    }

    private static final int MAX_UNDER_WAY = 1 << 16;
    private static final long UNKNOWN = -1;
    private static final long FOREIGN = -2;

    private final Faults faults;
    private final Completion completion;
    private final Map<Integer, SequenceTrack> publishers = new HashMap<>();
    private long[] messages = new long[16];
    private long[] dues = new long[16];
    private int[] left = new int[16];
    /** Places under way at which members do not agree: nobody knows which message stands there. */
    private final Set<Long> contested = new HashSet<>();

    private int members;
    /**
     * Messages {@code first} to {@code next - 1} are under way: somebody has got them and not
     * everybody.
     */
    private long first = 1;

    private long next = 1;
    private long own;
    private long orderHash;

    RoomLedger(Faults faults, Completion completion) {
        this.faults = faults;
        this.completion = completion;
    }

    /** @param seq of the {@code joined} event */
    Seat join(long seq) {
        members++;
        if (seq >= next) {
            first = next = seq + 1;
        }
        return new Seat(seq);
    }

    /** All have joined; earlier messages do not count. */
    void begin() {
        first = next;
        orderHash = 0;
    }

    /** A message of another program's user. */
    void foreign(Seat seat, long seq) {
        message(seat, seq, FOREIGN, 0);
    }

    void message(Seat seat, long seq, int publisher, int number, long due) {
        message(seat, seq, (long) publisher << 32 | number, due);
    }

    private void message(Seat seat, long seq, long message, long due) {
        long before = seat.track.last();
        Step step = seat.track.accept(seq);
        if (step == Step.AGAIN) {
            faults.duplicates++;
            return;
        }
        if (message != FOREIGN) {
            seat.received++;
        }
        if (step == Step.AHEAD) {
            faults.missing += seq - before - 1;
            pass(before + 1, seq - 1);
        } else if (step == Step.LATE) {
            faults.missing--;
            faults.reordered++;
        }
        enter(seq);
        if (seq < first) {
            faults.unchecked++;
            return;
        }
        int slot = slot(seq);
        compare(seq, message, due);
        if (step != Step.LATE && --left[slot] == 0) {
            done(seq);
        }
    }

    /** A gap announces that this member does not get these messages. */
    void gap(Seat seat, long from, long to) {
        long expected = seat.track.last() + 1;
        if (to < expected) {
            return;
        }
        long start = Math.max(from, expected);
        faults.missing += start - expected;
        faults.gapped += to - start + 1;
        seat.gapped += to - start + 1;
        seat.track.skipTo(to);
        pass(expected, to);
    }

    /** The room starts a new epoch; messages under way are settled. */
    void epoch(Seat seat, long seq) {
        faults.epochs++;
        pass(seat.last() + 1, next - 1);
        seat.track = new SequenceTrack(seq);
        if (seq < next) {
            while (first < next) {
                settleFirst();
            }
            first = next = seq + 1;
            publishers.clear();
        }
    }

    void leave(Seat seat) {
        pass(seat.last() + 1, next - 1);
        members--;
    }

    int members() {
        return members;
    }

    /** How many messages of ours had a place in the room and are settled. */
    long own() {
        return own;
    }

    /** Messages that some members have and others have not. */
    long underWay() {
        return next - first;
    }

    /** Equal for two ledgers of the same room that hold the same messages in the same order. */
    long orderHash() {
        return orderHash;
    }

    private void enter(long seq) {
        for (; next <= seq; next++) {
            if (next - first == messages.length) {
                makeRoom();
            }
            int slot = slot(next);
            messages[slot] = UNKNOWN;
            left[slot] = members;
        }
    }

    /** The first to get a message says what it is; the others have to get the same. */
    private void compare(long seq, long message, long due) {
        int slot = slot(seq);
        if (messages[slot] == message) {
            return;
        }
        if (messages[slot] != UNKNOWN) {
            faults.contradictions++;
            contested.add(seq);
            return;
        }
        messages[slot] = message;
        dues[slot] = due;
    }

    /**
     * What stands at a contested place says nothing about its publisher: it may stand at the next
     * one, too.
     */
    private void settleFirst() {
        long seq = first++;
        if (contested.isEmpty() || !contested.remove(seq)) {
            judge(messages[slot(seq)]);
        }
    }

    /**
     * Checks that a message is in its publisher's order. Called in the room's order, and so when a
     * message is settled: a member after a gap may be the first to get the messages behind it.
     */
    private void judge(long message) {
        if (message >= 0) {
            own++;
            orderHash = (orderHash ^ message) * 0x9E3779B97F4A7C15L + 1;
            int publisher = (int) (message >>> 32);
            switch (publishers
                    .computeIfAbsent(publisher, any -> new SequenceTrack(0))
                    .accept((int) message)) {
                case LATE -> faults.reordered += members;
                case AGAIN -> {
                    own--;
                    faults.duplicates += members;
                }
                default -> {} // one that never came was refused, or is missed at the end
            }
        }
    }

    /** A member is not going to get these. */
    private void pass(long from, long to) {
        enter(to);
        for (long seq = Math.max(from, first); seq <= to; seq++) {
            if (--left[slot(seq)] == 0) {
                done(seq);
            }
        }
    }

    private void done(long seq) {
        int slot = slot(seq);
        long message = messages[slot];
        while (first < next && left[slot(first)] <= 0) {
            settleFirst();
        }
        if (message >= 0) {
            completion.complete((int) (message >>> 32), (int) message, dues[slot]);
        }
    }

    private int slot(long seq) {
        return (int) seq & messages.length - 1;
    }

    private void makeRoom() {
        int size = messages.length;
        if (size == MAX_UNDER_WAY) {
            settleFirst();
            return;
        }
        messages = Arrays.copyOf(messages, size * 2);
        dues = Arrays.copyOf(dues, size * 2);
        left = Arrays.copyOf(left, size * 2);
        for (long seq = first; seq < next; seq++) {
            int from = (int) seq & size - 1;
            int to = slot(seq);
            if (from != to) {
                messages[to] = messages[from];
                dues[to] = dues[from];
                left[to] = left[from];
            }
        }
    }
}
