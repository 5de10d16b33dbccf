package io.chatka.internal.actor;

import io.chatka.api.User;
import io.chatka.internal.config.LimitSettings;
import io.chatka.internal.config.Rate;
import io.chatka.internal.meter.NodeMeter;
import io.chatka.internal.protocol.ClientCommand;
import io.chatka.internal.protocol.ErrorCode;
import java.net.InetAddress;

/**
 * How much one connection may do. A user has one budget for all its connections to this node; a
 * guest has one for each. All connections from one address share another one. Each method returns
 * null if the command is allowed, and has then counted it. In the user's actor only.
 */
final class UserLimits {
    private final ChatContext chat;
    private final SharedBudgets shared;
    private final Object userKey;
    private final Budget own;
    private final Object addressKey;

    /** Null if the rates do not hold for the address. */
    private final Budget address;

    private int rejoins;
    private int reached;

    /** @param from the client's address; a loopback address may be a proxy's, and is not rated */
    UserLimits(ChatContext chat, SharedBudgets shared, User user, InetAddress from) {
        LimitSettings.Rates rates = chat.settings().limits().rates();
        this.chat = chat;
        this.shared = shared;
        boolean guest = user.role().equals(Identities.GUEST_ROLE);
        this.userKey = guest ? null : SharedBudgets.of(user);
        this.own = guest ? new Budget(rates, 1) : shared.acquire(userKey, () -> new Budget(rates, 1));
        boolean rated = rates.shared().address() > 0 && from != null && !from.isLoopbackAddress();
        this.addressKey = rated ? SharedBudgets.of(from) : null;
        this.address = rated
                ? shared.acquire(
                        addressKey, () -> new Budget(rates, rates.shared().address()))
                : null;
    }

    /** The connection is closed. */
    void close() {
        long now = chat.nanoTime().getAsLong();
        if (userKey != null) {
            shared.release(userKey, now);
        }
        if (addressKey != null) {
            shared.release(addressKey, now);
        }
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
        return take(Rated.JOINS);
    }

    /** Returns why the user may not say this now, or null. */
    Refusal say(ClientCommand.Say say) {
        long now = chat.nanoTime().getAsLong();
        int size = own.rate(Rated.BYTES).count() == 0 ? 0 : say.bytes();
        Refusal refusal = refusal(Rated.BYTES, now, size);
        if (refusal == null) {
            refusal = refusal(Rated.MESSAGES, now, 1);
        }
        if (refusal == null) {
            take(Rated.MESSAGES, now, 1);
            take(Rated.BYTES, now, size);
        }
        return refusal;
    }

    /** Returns why the user may not do this now, or null. */
    Refusal take(Rated what) {
        long now = chat.nanoTime().getAsLong();
        Refusal refusal = refusal(what, now, 1);
        if (refusal == null) {
            take(what, now, 1);
        }
        return refusal;
    }

    private void take(Rated what, long now, int count) {
        own.take(what, now, count);
        if (address != null) {
            address.take(what, now, count);
        }
    }

    private Refusal refusal(Rated what, long now, int count) {
        long wait = own.waitFor(what, now, count);
        if (wait > 0) {
            return refuse(what, what.plural(), own.rate(what), wait);
        }
        wait = address == null ? 0 : address.waitFor(what, now, count);
        return wait <= 0 ? null : refuse(what, what.plural() + " from one address", address.rate(what), wait);
    }

    /** How often the user was refused something for its rate. */
    int reached() {
        return reached;
    }

    private Refusal refuse(Rated what, String named, Rate rate, long wait) {
        reached++;
        chat.meter().limited(what.metered());
        return Refusal.tooOften(named, rate, wait);
    }
}
