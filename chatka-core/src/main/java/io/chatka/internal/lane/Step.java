package io.chatka.internal.lane;

import io.chatka.internal.protocol.Frames;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** One thing that a room's actor asks of a {@link RoomLane}. */
sealed interface Step {
    long NOT_TIMED = Long.MIN_VALUE;

    record Add(Member member, Greeting greeting, Runnable greeted) implements Step {}

    record Remove(Member member, List<byte[]> farewell) implements Step {}

    /** Takes texts out of what waits for the lane's sockets. */
    record Recall(UnaryOperator<byte[]> change) implements Step {}

    /**
     * @param from first seq; 0 for a text without a place in the order
     * @param to last seq
     * @param urgent whether it goes to congested members, too
     * @param utf8 empty for messages that were dropped: the members get a gap instead
     * @param heardAt when the node got the event; {@link #NOT_TIMED} if its delivery is not
     *     measured
     * @param instead what some members get in its place, which is empty for nothing; null if all get it
     */
    record Text(long from, long to, boolean urgent, byte[] utf8, long heardAt, Map<Member, byte[]> instead)
            implements Step {

        Text(long from, long to, boolean urgent, byte[] utf8, long heardAt) {
            this(from, to, urgent, utf8, heardAt, null);
        }

        static Text dropped(long from, long to) {
            return new Text(from, to, false, new byte[0], NOT_TIMED);
        }

        boolean isDropped() {
            return utf8.length == 0;
        }

        boolean isOrdered() {
            return from != 0;
        }

        byte[] frame(String room) {
            return isDropped() ? Frames.gap(room, from, to) : utf8;
        }
    }
}
