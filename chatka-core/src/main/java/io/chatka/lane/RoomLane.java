package io.chatka.lane;

import io.chatka.meter.LaneMeter;
import io.chatka.protocol.Frames;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The members that one room has on one lane, and what waits to be told to them.
 *
 * <p><b>Threads.</b> The room's actor calls {@link #add}, {@link #remove}, {@link #deliver} and {@link #tell}; what they
 * ask is done in that order on the lane. So a member that joins at seq 7 gets exactly what comes after 7.
 *
 * <p><b>Work per turn.</b> All texts that wait are joined into one frame of at most {@value #MAX_JOINED_BYTES} bytes
 * (a longer text goes alone), and a member costs one write for all of them. After {@value #MEMBERS_PER_SLICE} members the lane gets on with
 * its sockets and its other rooms before the rest have their turn.
 *
 * <p><b>Coalescing.</b> A write to a socket costs the same for one message as for many. Where messages came in while the members were being
 * written to, the room is busy, and for its next {@value #BUSY_ROUNDS} rounds the lane waits before it begins one: a microsecond for each
 * member, at most {@code maxCoalesce}. A room that is small, or quiet, never waits.
 *
 * <p><b>Bounds.</b> Texts waiting for a lane that is behind are bounded by {@code maxBacklog} bytes, bytes towards a socket by the
 * {@linkplain Connection#congested connection}. Beyond either, messages are dropped and the members concerned are told
 * by an explicit {@code gap} before the next one they get.
 */
public final class RoomLane {
    private static final Logger LOG = LoggerFactory.getLogger(RoomLane.class);

    static final int MAX_JOINED_BYTES = 64 * 1024;
    static final int MEMBERS_PER_SLICE = 512;
    static final int BUSY_ROUNDS = 8;

    /** In a smaller room a round is over sooner than a timer would be. */
    static final int MIN_MEMBERS_TO_COALESCE = 200;

    private static final long COALESCE_NANOS_PER_MEMBER = 1_000;
    private static final long NOT_TIMED = Long.MIN_VALUE;

    private final String room;
    private final Lane lane;
    private final LaneMeter meter;
    private final long maxBacklog;
    private final long maxCoalesceNanos;
    private final Runnable begin = this::begin;
    private final Runnable drain = this::drain;

    /** Guarded by {@code this}: what the room's actor asked for and the lane has not seen. */
    private ArrayDeque<Step> inbox = new ArrayDeque<>();

    private long backlog;
    private boolean scheduled;

    /** The rest belongs to the lane. */
    private ArrayDeque<Step> steps = new ArrayDeque<>();

    private final ArrayList<Member> members = new ArrayList<>();
    private Batch batch;
    private int nextMember;
    private int busyRounds;

    /** Members of the batch that were passed over. */
    private int passedOver;

    /**
     * @param maxBacklog bytes of texts that may wait for the lane
     * @param maxCoalesce the longest that a busy room waits for more; zero for never
     */
    public RoomLane(String room, Lane lane, long maxBacklog, Duration maxCoalesce) {
        this.room = room;
        this.lane = lane;
        this.meter = lane.meter();
        this.maxBacklog = maxBacklog;
        this.maxCoalesceNanos = maxCoalesce.toNanos();
    }

    /** A connection's place in the room on this lane. */
    public static final class Member {
        private final Connection connection;
        private int index = -1;
        private long gapFrom;
        private long gapTo;

        private Member(Connection connection) {
            this.connection = connection;
        }
    }

    /**
     * Makes the connection a member; it gets the greeting first, then everything that is asked for later.
     *
     * @param greeted run on the lane when the greeting is queued towards the socket
     */
    public Member add(Connection connection, List<byte[]> greeting, Runnable greeted) {
        Member member = new Member(connection);
        enqueue(new Add(member, greeting, greeted));
        return member;
    }

    /** Ends a membership; after the farewell (may be empty) the member gets nothing more from this room. */
    public void remove(Member member, List<byte[]> farewell) {
        enqueue(new Remove(member, farewell));
    }

    /** Tells an event to all members; this node hears of it now. */
    public void deliver(long seq, byte[] utf8) {
        deliver(seq, utf8, meter.now());
    }

    /**
     * Tells an event to all members.
     *
     * @param heardAt when this node heard of it, by the clock of the lane's meter
     */
    public void deliver(long seq, byte[] utf8, long heardAt) {
        enqueue(new Text(seq, seq, false, utf8, heardAt));
    }

    /** Tells all members that the messages {@code from} to {@code to} will not come. */
    public void missed(long from, long to) {
        enqueue(new Text(from, to, false, Frames.gap(room, from, to), NOT_TIMED));
    }

    /** Tells all members something that has no place in the room's order; a member that cannot keep up does not get it. */
    public void tell(byte[] utf8) {
        enqueue(new Text(0, 0, false, utf8, NOT_TIMED));
    }

    /** Like {@link #tell}, also to members that cannot keep up: for the few short texts that nobody may miss. */
    public void tellEverybody(byte[] utf8) {
        enqueue(new Text(0, 0, true, utf8, NOT_TIMED));
    }

    private sealed interface Step permits Add, Remove, Text {}

    private record Add(Member member, List<byte[]> greeting, Runnable greeted) implements Step {}

    private record Remove(Member member, List<byte[]> farewell) implements Step {}

    /**
     * @param from first seq, or 0 if it has no place in the order
     * @param urgent whether it goes to congested members, too
     * @param heardAt {@link #NOT_TIMED} if nobody wants to know how long it takes
     */
    private record Text(long from, long to, boolean urgent, byte[] utf8, long heardAt) implements Step {}

    /**
     * @param from first seq in it, 0 if it holds only texts without a place in the order
     * @param messages events in it
     * @param heardAt of the oldest of them
     */
    private record Batch(
            SharedFrame frame, long from, long to, boolean urgent, int messages, int bytes, long heardAt) {}

    private void enqueue(Step step) {
        synchronized (this) {
            if (step instanceof Text text) {
                if (backlog + text.utf8.length > maxBacklog && !text.urgent) {
                    dropBehindBacklog(text);
                } else {
                    backlog += text.utf8.length;
                    inbox.add(text);
                }
            } else {
                inbox.add(step);
            }
            if (scheduled) {
                return;
            }
            scheduled = true;
        }
        lane.atEndOfTurn(begin);
    }

    /** The lane is too far behind: one gap that grows stands for all that is dropped. */
    private void dropBehindBacklog(Text text) {
        if (text.from == 0) {
            return;
        }
        long from = text.from;
        if (inbox.peekLast() instanceof Text last && last.from != 0 && last.utf8.length == 0) {
            inbox.pollLast();
            from = last.from;
        }
        inbox.add(new Text(from, text.to, false, new byte[0], NOT_TIMED));
    }

    private void begin() {
        if (busyRounds == 0 || maxCoalesceNanos == 0) {
            drain();
            return;
        }
        busyRounds--;
        lane.after(Duration.ofNanos(Math.min(maxCoalesceNanos, members.size() * COALESCE_NANOS_PER_MEMBER)), drain);
    }

    private void drain() {
        int slice = MEMBERS_PER_SLICE;
        while (slice > 0) {
            if (batch == null && !nextBatch()) {
                return;
            }
            int first = nextMember;
            while (nextMember < members.size() && slice > 0) {
                give(members.get(nextMember++), batch);
                slice--;
            }
            count(nextMember - first);
            if (nextMember >= members.size()) {
                finishBatch();
            }
        }
        lane.execute(drain);
    }

    /** Once for many members: one by one would cost as much as the writing does. */
    private void count(int members) {
        int given = members - passedOver;
        meter.fannedOut(given, batch.messages, batch.bytes);
        if (passedOver > 0) {
            meter.dropped((long) passedOver * batch.messages);
            passedOver = 0;
        }
    }

    private void finishBatch() {
        if (batch.heardAt != NOT_TIMED) {
            meter.batchDone(room, batch.heardAt, (long) members.size() * batch.messages);
        }
        batch.frame.release();
        batch = null;
        noticeWhetherBusy();
    }

    private synchronized void noticeWhetherBusy() {
        if (backlog > 0 && members.size() >= MIN_MEMBERS_TO_COALESCE) {
            busyRounds = BUSY_ROUNDS;
        }
    }

    /** Does the steps up to the next texts and joins those; false if there is nothing more to do. */
    private boolean nextBatch() {
        while (true) {
            Step step = steps.poll();
            if (step == null) {
                if (!takeInbox()) {
                    return false;
                }
            } else if (step instanceof Text text) {
                if (!members.isEmpty() && join(text)) {
                    return true;
                }
            } else if (step instanceof Add add) {
                join(add);
            } else if (step instanceof Remove remove) {
                leave(remove);
            }
        }
    }

    private synchronized boolean takeInbox() {
        if (inbox.isEmpty()) {
            scheduled = false;
            return false;
        }
        ArrayDeque<Step> empty = steps;
        steps = inbox;
        inbox = empty;
        backlog = 0;
        return true;
    }

    private void join(Add add) {
        Member member = add.member;
        member.index = members.size();
        members.add(member);
        add.greeting.forEach(member.connection::send);
        add.greeted.run();
    }

    private void leave(Remove remove) {
        Member member = remove.member;
        remove.farewell.forEach(member.connection::send);
        if (member.index < 0) {
            return;
        }
        Member last = members.remove(members.size() - 1);
        if (last != member) {
            members.set(member.index, last);
            last.index = member.index;
        }
        member.index = -1;
        member.gapFrom = 0;
    }

    /** Makes the first text and those that follow it the batch; false if there is no memory for it, which is a gap. */
    private boolean join(Text first) {
        List<byte[]> texts = new ArrayList<>();
        long from = 0;
        long to = 0;
        int bytes = 0;
        boolean urgent = false;
        int messages = 0;
        long heardAt = NOT_TIMED;
        Text text = first;
        while (true) {
            // A text without bytes stands for messages that were dropped because the lane was behind.
            byte[] utf8 = text.utf8.length == 0 ? Frames.gap(room, text.from, text.to) : text.utf8;
            texts.add(utf8);
            urgent |= text.urgent;
            bytes += utf8.length;
            if (text.heardAt != NOT_TIMED) {
                messages++;
                heardAt = heardAt == NOT_TIMED ? text.heardAt : heardAt;
            }
            if (text.from != 0) {
                from = from == 0 ? text.from : from;
                to = text.to;
            }
            if (!(steps.peek() instanceof Text next) || bytes + next.utf8.length > MAX_JOINED_BYTES) {
                break;
            }
            text = next;
            steps.poll();
        }
        nextMember = 0;
        try {
            batch = new Batch(lane.share(texts), from, to, urgent, messages, bytes, heardAt);
            return true;
        } catch (OutOfMemoryError noBuffer) {
            LOG.error("no memory for {} bytes to a room's members; they are told of a gap", bytes);
            if (from != 0) {
                for (Member member : members) {
                    owe(member, from, to);
                }
            }
            return false;
        }
    }

    private void give(Member member, Batch what) {
        if (member.connection.congested() && !what.urgent) {
            passedOver++;
            if (what.from != 0) {
                owe(member, what.from, what.to);
            }
            return;
        }
        settle(member);
        member.connection.write(what.frame);
    }

    private void owe(Member member, long from, long to) {
        if (member.gapFrom == 0) {
            member.gapFrom = from;
            meter.gap();
            member.connection.whenRelieved(() -> settle(member));
        }
        member.gapTo = to;
    }

    /** Tells a member that reads again what it has missed. */
    private void settle(Member member) {
        if (member.gapFrom != 0) {
            member.connection.send(Frames.gap(room, member.gapFrom, member.gapTo));
            member.gapFrom = 0;
        }
    }
}
