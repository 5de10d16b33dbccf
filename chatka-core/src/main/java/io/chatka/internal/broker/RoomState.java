package io.chatka.internal.broker;

import java.util.List;

/**
 * What moderators have set for a whole room. Kept as long as something is in force, also while
 * nobody is in the room.
 *
 * @param version greater after every change, also of sanctions; 0 for a room that nobody has
 *     changed
 * @param slowSeconds seconds between two messages of a user; 0 for no limit
 * @param speak the lowest rank that may say something
 * @param closedSince since when only moderators may say something or join, in Unix milliseconds; 0
 *     if the room is open
 * @param pinned whole {@code message} frames, the oldest pin first, at most {@value #MAX_PINNED}
 * @param sanctions whether any sanction is in force, so that a user's {@link Standing} has to be
 *     looked up
 */
public record RoomState(
        long version, int slowSeconds, Rank speak, long closedSince, List<byte[]> pinned, boolean sanctions) {
    public static final int MAX_PINNED = 3;
    /** A room as it is before anybody changes it. */
    public static final RoomState OPEN = new RoomState(0, 0, Rank.GUEST, 0, List.of(), false);

    public RoomState {
        pinned = List.copyOf(pinned);
    }

    public boolean isClosed() {
        return closedSince != 0;
    }
}
