package io.chatka.internal.broker;

import io.chatka.internal.broker.PublishRefusedException.Reason;
import io.chatka.internal.broker.StateChanged.Outcome;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What moderators have set in one room of the embedded broker, and what follows from it for those
 * who speak. Guarded by the room's lock.
 */
final class RoomModeration {
    /** Sanctions of each kind in a room; further ones are refused. */
    static final int MAX_SANCTIONS = 100_000;

    private static final int FIRST_SWEEP = 64;

    private RoomState state = RoomState.OPEN;
    private final Map<Long, byte[]> pinned = new LinkedHashMap<>(0);
    private final Map<String, Sanction> mutes = new HashMap<>(0);
    private final Map<String, Sanction> bans = new HashMap<>(0);
    private int sweepAt = FIRST_SWEEP;

    /** When users last said something, the longest ago first; only while the room is slow. */
    private final LinkedHashMap<String, Long> lastSaid = new LinkedHashMap<>(0);

    RoomState state() {
        return state;
    }

    /** @param now Unix time in milliseconds */
    Standing standing(String user, long now) {
        Sanction mute = inForce(mutes, user, now);
        Sanction ban = inForce(bans, user, now);
        return mute == null && ban == null ? Standing.CLEAR : new Standing(mute, ban);
    }

    /**
     * A part of what is in force.
     *
     * @param after the last user of the part before; null for the first one
     * @param now Unix time in milliseconds
     */
    Sanctions sanctions(String after, int limit, long now) {
        List<Sanction> found = Stream.of(bans, mutes)
                .flatMap(kind -> kind.values().stream())
                .filter(sanction -> !sanction.isOver(now)
                        && (after == null || sanction.user().compareTo(after) > 0))
                .sorted(Comparator.comparing(Sanction::user))
                .toList();
        if (found.size() <= limit) {
            return new Sanctions(found, null);
        }
        // Never between the mute and the ban of one user.
        String last = found.get(limit - 1).user();
        return new Sanctions(
                found.stream()
                        .filter(sanction -> sanction.user().compareTo(last) <= 0)
                        .toList(),
                last);
    }

    /**
     * Whether anything has to be kept while nobody is in the room.
     *
     * @param now Unix time in milliseconds
     */
    boolean isInForce(long now) {
        sweep(now);
        return state.slowSeconds() > 0
                || state.speak() != Rank.GUEST
                || state.isClosed()
                || !pinned.isEmpty()
                || !mutes.isEmpty()
                || !bans.isEmpty();
    }

    /**
     * Checks whether the sender may say something now.
     *
     * @param now Unix time in milliseconds
     * @return whether the message is for the sender and moderators only
     */
    boolean admit(Sender sender, long now, long nanos) {
        Standing standing = standing(sender.user(), now);
        if (binds(standing.ban(), sender)) {
            throw refused(Reason.BANNED, standing.ban());
        }
        boolean muted = binds(standing.mute(), sender);
        if (muted && standing.mute().kind() == Sanction.Kind.MUTE) {
            throw refused(Reason.MUTED, standing.mute());
        }
        if (sender.rank().compareTo(Rank.MODERATOR) < 0) {
            if (state.isClosed()) {
                throw new PublishRefusedException(Reason.CLOSED, 0, null);
            }
            if (sender.rank().compareTo(state.speak()) < 0) {
                throw new PublishRefusedException(Reason.SPEAK, 0, null);
            }
            long wait = slowNanos() - (nanos - lastSaid.getOrDefault(sender.user(), nanos - slowNanos()));
            if (wait > 0) {
                throw new PublishRefusedException(Reason.SLOW_MODE, (wait + 999_999) / 1_000_000, null);
            }
        }
        return muted;
    }

    /** The sender has said something. */
    void said(Sender sender, long nanos) {
        if (state.slowSeconds() == 0) {
            return;
        }
        Iterator<Long> oldest = lastSaid.values().iterator();
        while (oldest.hasNext() && nanos - oldest.next() >= slowNanos()) {
            oldest.remove();
        }
        lastSaid.remove(sender.user());
        lastSaid.put(sender.user(), nanos);
    }

    /**
     * @param now Unix time in milliseconds
     * @param message the message that is to be pinned; null if the history does not have it
     */
    Outcome change(StateChange change, long now, byte[] message) {
        Outcome outcome = apply(change, now, message);
        if (outcome == Outcome.CHANGED) {
            publishState(change, now);
        }
        return outcome;
    }

    /** Unpins a message whose text is removed; false if it was not pinned. */
    boolean unpin(long seq, long now) {
        return change(new StateChange.Unpin(null, seq), now, null) == Outcome.CHANGED;
    }

    boolean isPinned(long seq) {
        return pinned.containsKey(seq);
    }

    /** The pinned messages by their seqs. */
    Map<Long, byte[]> pinned() {
        return pinned;
    }

    private Outcome apply(StateChange change, long now, byte[] message) {
        if (change instanceof StateChange.Impose impose) {
            return impose(impose.sanction(), now);
        } else if (change instanceof StateChange.Lift lift) {
            Sanction lifted = (lift.kind() == Sanction.Kind.BAN ? bans : mutes).remove(lift.user());
            return changed(lifted != null && !lifted.isOver(now));
        } else if (change instanceof StateChange.Kick) {
            return Outcome.CHANGED;
        } else if (change instanceof StateChange.Slow slow) {
            return changed(slow.seconds() != state.slowSeconds());
        } else if (change instanceof StateChange.Speak speak) {
            return changed(speak.who() != state.speak());
        } else if (change instanceof StateChange.Close) {
            return changed(!state.isClosed());
        } else if (change instanceof StateChange.Open) {
            return changed(state.isClosed());
        } else if (change instanceof StateChange.Pin pin) {
            return pin(pin.seq(), message);
        } else {
            return pinned.remove(((StateChange.Unpin) change).seq()) == null ? Outcome.NOT_FOUND : Outcome.CHANGED;
        }
    }

    private Outcome impose(Sanction sanction, long now) {
        Map<String, Sanction> kind = sanction.kind() == Sanction.Kind.BAN ? bans : mutes;
        sweep(now);
        if (sanction.equals(kind.get(sanction.user()))) {
            return Outcome.UNCHANGED;
        }
        if (kind.size() >= MAX_SANCTIONS && !kind.containsKey(sanction.user())) {
            return Outcome.TOO_MANY;
        }
        kind.put(sanction.user(), sanction);
        return Outcome.CHANGED;
    }

    private Outcome pin(long seq, byte[] message) {
        if (pinned.containsKey(seq)) {
            return Outcome.UNCHANGED;
        } else if (message == null) {
            return Outcome.NOT_FOUND;
        } else if (pinned.size() == RoomState.MAX_PINNED) {
            return Outcome.TOO_MANY;
        }
        pinned.put(seq, message);
        return Outcome.CHANGED;
    }

    private void publishState(StateChange change, long now) {
        int slow = change instanceof StateChange.Slow set ? set.seconds() : state.slowSeconds();
        Rank speak = change instanceof StateChange.Speak set ? set.who() : state.speak();
        long closed = change instanceof StateChange.Close
                ? now
                : change instanceof StateChange.Open ? 0 : state.closedSince();
        if (slow == 0) {
            lastSaid.clear();
        }
        state = new RoomState(
                state.version() + 1,
                slow,
                speak,
                closed,
                new ArrayList<>(pinned.values()),
                !mutes.isEmpty() || !bans.isEmpty());
    }

    private static Outcome changed(boolean changed) {
        return changed ? Outcome.CHANGED : Outcome.UNCHANGED;
    }

    private long slowNanos() {
        return state.slowSeconds() * 1_000_000_000L;
    }

    private static boolean binds(Sanction sanction, Sender sender) {
        return sanction != null && sanction.by().binds(sender.rank());
    }

    private static PublishRefusedException refused(Reason why, Sanction sanction) {
        return new PublishRefusedException(why, sanction.until(), sanction.reason());
    }

    private static Sanction inForce(Map<String, Sanction> kind, String user, long now) {
        Sanction sanction = kind.get(user);
        if (sanction != null && sanction.isOver(now)) {
            kind.remove(user);
            return null;
        }
        return sanction;
    }

    /** Drops what is over, whenever the number of sanctions has doubled. */
    private void sweep(long now) {
        if (mutes.size() + bans.size() >= sweepAt || mutes.size() + bans.size() < FIRST_SWEEP) {
            for (Map<String, Sanction> kind : List.of(mutes, bans)) {
                kind.values().removeIf(sanction -> sanction.isOver(now));
            }
            sweepAt = Math.max(FIRST_SWEEP, 2 * (mutes.size() + bans.size()));
        }
    }
}
