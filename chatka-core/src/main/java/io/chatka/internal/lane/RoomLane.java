package io.chatka.internal.lane;

import io.chatka.internal.fault.FaultLog;
import io.chatka.internal.lane.Step.Add;
import io.chatka.internal.lane.Step.Recall;
import io.chatka.internal.lane.Step.Remove;
import io.chatka.internal.lane.Step.Text;
import io.chatka.internal.meter.LaneMeter;
import io.chatka.internal.protocol.Frames;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * The members that one room has on one lane, and the texts that wait for them.
 *
 * <p><b>Threads.</b> The room's actor calls the public methods; the lane does these steps in their
 * order. So a member that joins at seq 7 gets exactly the messages after 7.
 *
 * <p><b>Work per turn.</b> The lane joins all texts that wait into one frame of at most {@value
 * #MAX_JOINED_BYTES} bytes (a longer text goes alone), so a member costs one write for all of them.
 * After {@value #MEMBERS_PER_SLICE} members the lane serves its sockets and its other rooms before
 * the rest of the members.
 *
 * <p><b>Coalescing.</b> Before it serves a busy room, the lane waits for more: {@link Coalescing}.
 *
 * <p><b>Bounds.</b> {@code maxBacklog} bounds the bytes of texts that wait for the lane, and the
 * {@linkplain Connection#congested connection} the bytes towards a socket. Beyond either, the lane
 * drops messages, and the members concerned get an explicit {@code gap} before their next message.
 *
 * <p><b>Faults.</b> If serving a member fails, the lane closes that member's connection; the client
 * reconnects and asks for what it has missed. If a frame cannot be made, its batch waits, and
 * everything behind it; after {@value #MAX_TRIES} tries its messages become a gap. After any fault
 * the lane goes on with the next member, step or batch.
 */
public final class RoomLane {
    private static final FaultLog FAULTS = FaultLog.of(RoomLane.class);

    static final int MAX_JOINED_BYTES = 64 * 1024;
    static final int MEMBERS_PER_SLICE = 512;

    /** Tries to make a frame for a batch before its messages become a gap. */
    static final int MAX_TRIES = 5;

    private static final Duration RECALL_AGAIN = Duration.ofMillis(500);
    private static final byte[] NOTHING = new byte[0];
    private static final Duration TRY_AGAIN = Duration.ofMillis(100);

    private final String room;
    private final Lane lane;
    private final LaneMeter meter;
    private final Coalescing coalescing;
    private final Runnable begin = this::begin;
    private final Runnable drain = this::drain;

    private final StepQueue steps;

    /** From here on: on the lane only. */
    private final LaneMembers members;

    private Batch batch;
    private int nextMember;

    /** Failed tries in a row to make a frame. */
    private int tries;

    /** Congested members that did not get the batch; not counted yet. */
    private int passedOver;

    /**
     * @param maxBacklog bytes of texts that may wait for the lane
     * @param maxCoalesce the longest that a busy room waits for more; zero for never
     */
    public RoomLane(String room, Lane lane, long maxBacklog, Duration maxCoalesce) {
        this.room = room;
        this.lane = lane;
        this.meter = lane.meter();
        this.members = new LaneMembers(lane);
        this.steps = new StepQueue(maxBacklog);
        this.coalescing = new Coalescing(maxCoalesce);
    }

    /**
     * Makes the connection a member; it gets the greeting first, then the room's later texts.
     *
     * @param greeted run on the lane when the greeting is queued towards the socket
     */
    public Member add(Connection connection, Greeting greeting, Runnable greeted) {
        Member member = new Member(connection);
        enqueue(new Add(member, greeting, greeted));
        return member;
    }

    /**
     * Ends a membership: the member gets the farewell, which may be empty, and nothing more from
     * this room.
     */
    public void remove(Member member, List<byte[]> farewell) {
        enqueue(new Remove(member, farewell));
    }

    /** Delivers an event that this node has just got to all members. */
    public void deliver(long seq, byte[] utf8) {
        deliver(seq, utf8, meter.now());
    }

    /**
     * Delivers an event to all members.
     *
     * @param heardAt when this node got it, by the clock of the lane's meter
     */
    public void deliver(long seq, byte[] utf8, long heardAt) {
        enqueue(new Text(seq, seq, false, utf8, heardAt));
    }

    /** Tells all members that they do not get the messages {@code from} to {@code to}. */
    public void missed(long from, long to) {
        enqueue(new Text(from, to, false, Frames.gap(room, from, to), Step.NOT_TIMED));
    }

    /**
     * Tells all members a text that has no place in the room's order; congested members do not get
     * it.
     */
    public void tell(byte[] utf8) {
        enqueue(new Text(0, 0, false, utf8, Step.NOT_TIMED));
    }

    /**
     * Like {@link #tell}, also to congested members: for few short texts that every member needs.
     */
    public void tellEverybody(byte[] utf8) {
        enqueue(new Text(0, 0, true, utf8, Step.NOT_TIMED));
    }

    /** Like {@link #tell}, but not to some members. */
    public void tellBut(Set<Member> but, byte[] utf8) {
        Map<Member, byte[]> nothing = new HashMap<>();
        but.forEach(member -> nothing.put(member, NOTHING));
        enqueue(new Text(0, 0, false, utf8, Step.NOT_TIMED, nothing));
    }

    /**
     * Like {@link #deliver}, but some members get another text in this place.
     *
     * @param instead never changed again
     */
    public void deliver(long seq, byte[] utf8, long heardAt, Map<Member, byte[]> instead) {
        enqueue(new Text(seq, seq, false, utf8, heardAt, instead));
    }

    /**
     * Takes texts out of what waits for the sockets: of the texts that were delivered before, and
     * of answers that others have sent on their way.
     *
     * @param change as {@link Lane#rewrite} takes it
     */
    public void recall(UnaryOperator<byte[]> change) {
        enqueue(new Recall(change));
    }

    private void recall(Recall recall) {
        FAULTS.attempt("removed texts could not be taken out of what waits for sockets", () -> {
            lane.rewrite(recall.change());
            // Answers that hold the texts may have been in mailboxes.
            lane.after(RECALL_AGAIN, () -> lane.rewrite(recall.change()));
        });
    }

    private void enqueue(Step step) {
        if (!steps.add(step)) {
            return;
        }
        try {
            lane.atEndOfTurn(begin);
        } catch (Throwable fault) {
            leaveUnscheduled("a room's work could not be scheduled on its lane; the next message tries again", fault);
        }
    }

    private void leaveUnscheduled(String why, Throwable fault) {
        steps.unscheduled();
        FAULTS.report(why, fault);
    }

    private void begin() {
        Duration wait = coalescing.beforeRound(members.size());
        if (wait.isZero()) {
            drain();
            return;
        }
        try {
            lane.after(wait, drain);
        } catch (Throwable fault) {
            FAULTS.report("a lane could not wait before it serves a busy room; it serves the room at once", fault);
            drain();
        }
    }

    private void drain() {
        try {
            Next next = doSlice();
            if (next == Next.MORE) {
                lane.execute(drain);
            } else if (next == Next.WAIT) {
                lane.after(TRY_AGAIN, drain);
            }
        } catch (Throwable fault) {
            FAULTS.report("a room's work on its lane failed; the lane goes on with the rest", fault);
            drainLater();
        }
    }

    private void drainLater() {
        try {
            lane.after(TRY_AGAIN, drain);
        } catch (Throwable fault) {
            leaveUnscheduled("a room's work on its lane failed; the lane goes on with the next message", fault);
        }
    }

    /** What to do after a slice: nothing, the next slice, or wait and try again. */
    private enum Next {
        NOTHING,
        MORE,
        WAIT
    }

    private Next doSlice() {
        try {
            return giveToSlice();
        } finally {
            members.turnEnded();
        }
    }

    private Next giveToSlice() {
        int slice = MEMBERS_PER_SLICE;
        while (slice > 0) {
            if (batch == null) {
                Next next = nextBatch();
                if (next != Next.MORE) {
                    return next;
                }
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
        return Next.MORE;
    }

    /** Counts once for many members: one by one would cost as much as the writes. */
    private void count(int members) {
        int congested = passedOver;
        passedOver = 0;
        meter.fannedOut(members - congested, batch.messages(), batch.bytes());
        if (congested > 0) {
            meter.dropped((long) congested * batch.messages());
        }
    }

    private void finishBatch() {
        Batch done = batch;
        batch = null;
        try {
            if (done.heardAt() != Step.NOT_TIMED) {
                meter.batchDone(room, done.heardAt(), (long) members.size() * done.messages());
            }
        } finally {
            done.frame().release();
        }
        if (steps.hasTexts()) {
            coalescing.busy(members.size());
        }
    }

    /**
     * Does the steps up to the next text, and makes a batch of it and those behind it. MORE if
     * there is a batch now.
     */
    private Next nextBatch() {
        while (true) {
            Step step = steps.poll();
            if (step == null) {
                return Next.NOTHING;
            } else if (step instanceof Text text) {
                if (members.isEmpty()) {
                    continue;
                }
                Next next = makeBatch(text);
                if (next != Next.NOTHING) {
                    return next;
                }
            } else if (step instanceof Add add) {
                members.join(add);
            } else if (step instanceof Remove remove) {
                members.leave(remove);
            } else if (step instanceof Recall recall) {
                recall(recall);
            }
        }
    }

    /**
     * Makes a batch of the first text and those behind it. MORE if there is one, WAIT if its frame
     * has to be tried again.
     */
    private Next makeBatch(Text first) {
        Batch due = Batch.of(first, steps, MAX_JOINED_BYTES);
        try {
            due.share(lane, room);
        } catch (Throwable fault) {
            return withoutFrame(due, fault);
        }
        tries = 0;
        nextMember = 0;
        batch = due;
        return Next.MORE;
    }

    /**
     * A batch's frame could not be made. The lane tries again, after {@value #MAX_TRIES} tries with
     * gaps in place of messages. While memory is short it tries without limit; if another fault
     * lasts, it closes all members' connections.
     */
    private Next withoutFrame(Batch due, Throwable fault) {
        FAULTS.report("no frame could be made for a room's members; they get the messages later, or a gap", fault);
        tries++;
        if (tries < MAX_TRIES) {
            steps.putBack(due.texts());
            return Next.WAIT;
        }
        if (tries > 2 * MAX_TRIES && !(fault instanceof OutOfMemoryError)) {
            tries = 0;
            members.forEach(member -> member.failed(fault));
            return Next.NOTHING;
        }
        List<Text> rest = due.withoutMessages();
        steps.putBack(rest);
        return rest.isEmpty() ? Next.NOTHING : Next.WAIT;
    }

    private void give(Member member, Batch what) {
        byte[] instead = what.instead(member);
        if (instead != null && instead.length == 0) {
            return;
        }
        try {
            if (member.connection.congested() && !what.urgent()) {
                passedOver++;
                if (what.from() != 0) {
                    owe(member, what.from(), what.to());
                }
                return;
            }
            member.tellGap(room);
            if (instead == null) {
                member.connection.write(what.frame());
            } else {
                member.connection.send(instead);
            }
        } catch (Throwable fault) {
            member.failed(fault);
        }
    }

    private void owe(Member member, long from, long to) {
        if (!member.misses(from, to)) {
            return;
        }
        try {
            meter.gap();
            member.connection.whenRelieved(() -> settle(member));
        } catch (Throwable fault) {
            member.failed(fault);
        }
    }

    /** Tells a member about its gap, once its socket has room again. */
    private void settle(Member member) {
        try {
            member.tellGap(room);
        } catch (Throwable fault) {
            member.failed(fault);
        }
    }
}
