package io.chatka.internal.lane;

import io.chatka.internal.protocol.Frames;

/**
 * A connection as a member of a room, with the gap that it has not been told of yet. On the lane
 * only.
 */
public final class Member {
    final Connection connection;

    /** Position in {@link RoomLane}'s list of members; -1 outside. */
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
}
