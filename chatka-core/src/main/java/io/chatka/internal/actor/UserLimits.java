package io.chatka.internal.actor;

import io.chatka.internal.config.Rate;
import io.chatka.internal.meter.NodeMeter;
import io.chatka.internal.protocol.ClientCommand;
import io.chatka.internal.protocol.ErrorCode;

/**
 * How much one connection may do. Each method returns null if the command is allowed, and has then
 * counted it. In the user's actor only.
 *
 * <p>Each rate is made on first use: most connections only listen.
 */
final class UserLimits {
    private final ChatContext chat;
    private RateLimit messages;
    private RateLimit bytes;
    private RateLimit joins;
    private RateLimit histories;
    private RateLimit acts;
    private RateLimit reports;
    private RateLimit members;
    private int rejoins;

    UserLimits(ChatContext chat) {
        this.chat = chat;
    }

    /**
     * Returns why the user may not join another room, or null.
     *
     * <p>Rejoins are not rated, up to the number of rooms that a connection may be in: after a
     * reconnect the client rejoins all of them at once.
     *
     * @param rooms joined, or being joined
     * @param again whether the client names its last position in the room
     */
    Refusal join(int rooms, boolean again) {
        int most = chat.settings().limits().rooms();
        if (rooms >= most) {
            return Refusal.of(ErrorCode.TOO_MANY_ROOMS, "a connection may be in " + most + " rooms; leave one first");
        }
        if (chat.memoryShort().getAsBoolean()) {
            chat.meter().limited(NodeMeter.Limit.MEMORY);
            return Refusal.of(
                    ErrorCode.UNAVAILABLE,
                    "this node is short of memory, and lets nobody join; try again later, or over another connection");
        }
        if (again && rejoins < most) {
            rejoins++;
            return null;
        }
        Rate rate = chat.settings().limits().rates().joins();
        if (joins == null) {
            joins = unused(rate);
        }
        return take(joins, rate, NodeMeter.Limit.JOINS, "joins");
    }

    /** Returns why the user may not say this now, or null. */
    Refusal say(ClientCommand.Say say) {
        Rate perMessage = chat.settings().limits().rates().messages();
        Rate perByte = chat.settings().limits().rates().bytes();
        long now = chat.nanoTime().getAsLong();
        if (messages == null) {
            messages = new RateLimit(perMessage, now);
            bytes = new RateLimit(perByte, now);
        }
        int size = perByte.count() == 0 ? 0 : say.bytes();
        long wait = bytes.waitFor(now, size);
        if (wait > 0) {
            return refuse(wait, perByte, NodeMeter.Limit.BYTES, "bytes of messages");
        }
        wait = messages.take(now);
        if (wait > 0) {
            return refuse(wait, perMessage, NodeMeter.Limit.MESSAGES, "messages");
        }
        bytes.take(now, size);
        return null;
    }

    /** Returns why the user may not read the history now, or null. */
    Refusal history() {
        Rate rate = chat.settings().limits().rates().histories();
        if (histories == null) {
            histories = unused(rate);
        }
        return take(histories, rate, NodeMeter.Limit.HISTORIES, "reads of history");
    }

    /** Returns why the user may not delete or moderate now, or null. */
    Refusal act() {
        Rate rate = chat.settings().limits().rates().acts();
        if (acts == null) {
            acts = unused(rate);
        }
        return take(acts, rate, NodeMeter.Limit.ACTS, "acts");
    }

    /** Returns why the user may not report anything now, or null. */
    Refusal report() {
        Rate rate = chat.settings().limits().rates().reports();
        if (reports == null) {
            reports = unused(rate);
        }
        return take(reports, rate, NodeMeter.Limit.REPORTS, "reports");
    }

    /** Returns why the user may not list the members of a room now, or null. */
    Refusal members() {
        Rate rate = chat.settings().limits().rates().histories();
        if (members == null) {
            members = unused(rate);
        }
        return take(members, rate, NodeMeter.Limit.HISTORIES, "lists of members");
    }

    private RateLimit unused(Rate rate) {
        return new RateLimit(rate, chat.nanoTime().getAsLong());
    }

    private Refusal take(RateLimit limit, Rate rate, NodeMeter.Limit metered, String what) {
        long wait = limit.take(chat.nanoTime().getAsLong());
        return wait <= 0 ? null : refuse(wait, rate, metered, what);
    }

    private Refusal refuse(long wait, Rate rate, NodeMeter.Limit metered, String what) {
        chat.meter().limited(metered);
        return Refusal.tooOften(what, rate, wait);
    }
}
