package io.chatka.internal.lane;

import io.chatka.internal.fault.FaultLog;
import io.chatka.internal.protocol.CloseCode;
import io.chatka.internal.protocol.Frames;

/**
 * A connection as a member of a room, with the gap that it has not been told of yet. On the lane
 * only.
 */
public final class Member {
    private static final FaultLog FAULTS = FaultLog.of(Member.class);
    private static final long RECONNECT_MILLIS = 1_000;

    final Connection connection;

    /** Position in {@link LaneMembers}; -1 outside. */
    int index = -1;

    /** The first and the last message of the gap; 0 if there is none. */
    private long gapFrom;

    private long gapTo;

    Member(Connection connection) {
        this.connection = connection;
    }

    /** The member has missed these messages. Returns whether a gap begins with them. */
    boolean misses(long from, long to) {
        gapTo = to;
        if (gapFrom != 0) {
            return false;
        }
        gapFrom = from;
        return true;
    }

    /** Tells the client its gap, if there is one. */
    void tellGap(String room) {
        if (gapFrom != 0) {
            connection.send(Frames.gap(room, gapFrom, gapTo));
            gapFrom = 0;
        }
    }

    /** The member has left the room. */
    void forgetGap() {
        gapFrom = 0;
    }

    /** What the member got is unknown: it has to reconnect and ask for what it has missed. */
    void failed(Throwable fault) {
        FAULTS.report("a member could not be served; its connection is closed", fault);
        try {
            connection.close(CloseCode.INTERNAL, RECONNECT_MILLIS);
        } catch (Throwable again) {
            FAULTS.report("a connection that failed could not be closed", again);
        }
    }
}
