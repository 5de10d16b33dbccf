package io.chatka.internal.actor;

import io.chatka.internal.protocol.Look;
import io.chatka.internal.protocol.LookChanges;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Finds names that look like another user's. Of the different names in a room, on all nodes, that
 * have the same skeleton (Unicode TS 39, section 4), all are look-alikes but the one that joined
 * first. Used by the room's actor only.
 *
 * <p>A name that an authenticator vouches for is compared only with others of this kind. A name
 * that a guest chose is a look-alike of every vouched one with its skeleton, also of the same one,
 * whichever came first. Two equal names of the same kind are no look-alikes, and a user is none of
 * itself. The answer changes when somebody joins or leaves. It is needed for each message, and
 * costs a comparison where no name looks alike.
 *
 * <p><b>Order.</b> The nodes have no common clock, so names are numbered. A name gets a higher
 * number than all that this node has heard of, and keeps it while it is on any node. Two names that
 * join within the time that a note takes can get the same number; then their hashes decide, equally
 * on all nodes. After this node has subscribed to the room or lost the broker, it may not have
 * heard of everybody. A name that joins then is {@linkplain #unsettle unsettled}: it is later than
 * all others, and other nodes are not told of it yet.
 *
 * <p>This node tells the others of at most {@value #MOST_TOLD} of its names, and keeps as many of
 * theirs.
 */
final class Lookalikes {
    private static final int MOST_TOLD = 10_000;

    /** Names with numbers from here on are not told to other nodes yet. */
    private static final int UNSETTLED = 1 << 30;

    private static final RoomPeers.Peer[] NOWHERE = {};
    private static final long[] NOBODY = {};

    private final ForeignNames foreign;
    private final Map<Long, Skeleton> skeletons = new HashMap<>();
    private final Set<Name> changed = new LinkedHashSet<>();
    private List<Name> unsettledNames = new ArrayList<>();
    private boolean settled;
    private int questions;
    private int latest;
    private int kept;
    private int told;

    /** A name that is in the room, whether one member has it or several. */
    static final class Name {
        private final Look look;
        private final Skeleton skeleton;
        private Name next;
        private int order;

        /** Who has it on this node. */
        private final Holders here = new Holders();

        /** The other nodes with members that have it. */
        private RoomPeers.Peer[] there = NOWHERE;

        /** The only user that has it on each of these nodes, or {@link Holders#SEVERAL}. */
        private long[] users = NOBODY;

        /** How many {@link #questions} this node had asked when the name came here. */
        private int questionsBefore;

        private boolean told;

        private Name(Look look, Skeleton skeleton) {
            this.look = look;
            this.skeleton = skeleton;
        }

        private boolean isHere() {
            return here.connections() > 0;
        }

        private boolean isHadByAnother(long user) {
            if (isHere() && here.only() != user) {
                return true;
            }
            for (int i = 0; i < there.length; i++) {
                if (users[i] != user && !there[i].isGone()) {
                    return true;
                }
            }
            return false;
        }

        private boolean isImitatedBy(Name other) {
            return look.isVouched() == other.look.isVouched() ? isBefore(other) : look.isVouched();
        }

        private boolean isBefore(Name other) {
            return order < other.order || order == other.order && look.name() < other.look.name();
        }
    }

    /** The names that look alike: one, nearly always. */
    private static final class Skeleton {
        Name names;
    }

    /** @param foreign counts the names of other nodes */
    Lookalikes(ForeignNames foreign) {
        this.foreign = foreign;
    }

    /**
     * A member has joined on this node. Returns what {@link #isLookalike} and {@link #left} need.
     *
     * @param user {@link RoomUsers#hash}
     */
    Name came(Look look, long user) {
        if (look == Looks.MADE_UP || look == Looks.LIKE_MADE_UP) {
            return new Name(look, null);
        }
        Name name = findOrAdd(look);
        if (!name.isHere()) {
            name.questionsBefore = questions;
            if (name.there.length == 0) {
                number(name);
            }
        }
        if (name.here.add(user)) {
            changed.add(name);
        }
        return name;
    }

    private void number(Name name) {
        if (settled) {
            name.order = ++latest;
        } else {
            name.order = UNSETTLED + unsettledNames.size();
            unsettledNames.add(name);
        }
    }

    void left(Name name, long user) {
        if (name.skeleton != null && name.here.remove(user)) {
            changed.add(name);
            removeIfNowhere(name);
        }
    }

    /** @param user that has the name */
    boolean isLookalike(Name name, long user) {
        if (name.skeleton == null) {
            return name.look == Looks.LIKE_MADE_UP;
        }
        for (Name other = name.skeleton.names; other != null; other = other.next) {
            if (other != name && other.isImitatedBy(name) && other.isHadByAnother(user)) {
                return true;
            }
        }
        return false;
    }

    /** From now on this node may not hear who joins elsewhere. */
    void unsettle() {
        settled = false;
    }

    /** This node has heard of everybody, so unsettled names get their numbers. */
    void settle() {
        if (settled) {
            return;
        }
        settled = true;
        List<Name> names = unsettledNames;
        unsettledNames = new ArrayList<>();
        for (Name name : names) {
            // Some have left, and some are now known to be elsewhere, too.
            if (isUnsettled(name)) {
                name.order = ++latest;
                changed.add(name);
            }
        }
    }

    /**
     * This node asks the others for their names. Names that join here later count as later than
     * those in the answers.
     */
    void asked() {
        questions++;
    }

    boolean isSettled() {
        return settled;
    }

    /** Whether there may be names that are not told before {@link #settle}. */
    boolean hasUnsettled() {
        return !unsettledNames.isEmpty();
    }

    /** Whether there is anything to tell other nodes, or will be when it is settled. */
    boolean hasNews() {
        return !changed.isEmpty();
    }

    /**
     * Drops the settled changes, which other nodes do not need as such. Returns whether there
     * were any.
     */
    boolean dropNews() {
        return changed.removeIf(name -> {
            if (isUnsettled(name)) {
                return false;
            }
            tell(name);
            return true;
        });
    }

    private static boolean isUnsettled(Name name) {
        return name.isHere() && name.order >= UNSETTLED;
    }

    /** Takes changes for other nodes, as many as fit into a note. */
    void takeNews(List<LookChanges.Arrival> came, List<Look> went) {
        Iterator<Name> names = changed.iterator();
        while (names.hasNext() && came.size() < LookChanges.MOST && went.size() < LookChanges.MOST) {
            Name name = names.next();
            if (isUnsettled(name)) {
                continue;
            }
            names.remove();
            boolean known = name.told;
            if (tell(name)) {
                came.add(arrival(name));
            } else if (known) {
                went.add(name.look);
            }
        }
    }

    /** All names of this node that the others get. */
    List<LookChanges.Arrival> all() {
        List<LookChanges.Arrival> all = new ArrayList<>();
        for (Skeleton skeleton : skeletons.values()) {
            for (Name name = skeleton.names; name != null; name = name.next) {
                if (tell(name)) {
                    all.add(arrival(name));
                }
            }
        }
        return all;
    }

    private static LookChanges.Arrival arrival(Name name) {
        return new LookChanges.Arrival(name.look, name.order, name.here.only());
    }

    /** Decides whether other nodes know the name from now on, and remembers that. */
    private boolean tell(Name name) {
        boolean now = name.isHere() && name.order < UNSETTLED && (name.told || told < MOST_TOLD);
        told += (now ? 1 : 0) - (name.told ? 1 : 0);
        name.told = now;
        return now;
    }

    /** Another node says that it has the name. */
    void cameThere(RoomPeers.Peer peer, LookChanges.Arrival arrival, boolean wasHereFirst) {
        int order = Math.max(0, Math.min(arrival.order(), UNSETTLED - 1));
        latest = Math.max(latest, order);
        Name name = find(arrival.look());
        if (name == null || name.there.length == 0) {
            if (kept >= MOST_TOLD || !foreign.take()) {
                return;
            }
            kept++;
            if (name == null) {
                name = findOrAdd(arrival.look());
                name.order = order;
            }
        }
        if (peer.names().add(name)) {
            name.there = Arrays.copyOf(name.there, name.there.length + 1);
            name.there[name.there.length - 1] = peer;
            name.users = Arrays.copyOf(name.users, name.there.length);
        }
        name.users[indexOf(peer, name)] = arrival.user();
        boolean alone = !name.isHere() && name.there.length == 1;
        name.order = alone ? order : Math.min(name.order, order);
        if (wasHereFirst) {
            putBehind(name);
        }
    }

    /**
     * A name that joined here after this node asked is later than one that was there, whatever
     * their numbers.
     */
    private void putBehind(Name original) {
        for (Name name = original.skeleton.names; name != null; name = name.next) {
            if (name != original
                    && name.isHere()
                    && name.there.length == 0
                    && name.questionsBefore == questions
                    && name.isBefore(original)) {
                name.order = ++latest;
                changed.add(name);
            }
        }
    }

    /** Another node says that it no longer has the name. */
    void wentThere(RoomPeers.Peer peer, Look look) {
        Name name = find(look);
        if (name != null) {
            remove(name, peer);
        }
    }

    /** Forgets what another node has said. */
    void forget(RoomPeers.Peer peer) {
        List.copyOf(peer.names()).forEach(name -> remove(name, peer));
    }

    private void remove(Name name, RoomPeers.Peer peer) {
        if (!peer.names().remove(name)) {
            return;
        }
        int last = name.there.length - 1;
        int index = indexOf(peer, name);
        name.there[index] = name.there[last];
        name.users[index] = name.users[last];
        name.there = Arrays.copyOf(name.there, last);
        name.users = Arrays.copyOf(name.users, last);
        if (name.there.length == 0) {
            kept--;
            foreign.release();
        }
        removeIfNowhere(name);
    }

    private static int indexOf(RoomPeers.Peer peer, Name name) {
        int index = 0;
        while (name.there[index] != peer) {
            index++;
        }
        return index;
    }

    private Name find(Look look) {
        Skeleton skeleton = skeletons.get(look.skeleton());
        return skeleton == null ? null : find(skeleton, look);
    }

    private static Name find(Skeleton skeleton, Look look) {
        for (Name name = skeleton.names; name != null; name = name.next) {
            if (name.look.name() == look.name()) {
                return name;
            }
        }
        return null;
    }

    private Name findOrAdd(Look look) {
        Skeleton skeleton = skeletons.computeIfAbsent(look.skeleton(), absent -> new Skeleton());
        Name name = find(skeleton, look);
        if (name == null) {
            name = new Name(look, skeleton);
            name.next = skeleton.names;
            skeleton.names = name;
        }
        return name;
    }

    private void removeIfNowhere(Name name) {
        Skeleton skeleton = name.skeleton;
        if (name.isHere() || name.there.length > 0) {
            return;
        }
        if (skeleton.names == name) {
            skeleton.names = name.next;
        } else {
            Name before = skeleton.names;
            while (before.next != name) {
                before = before.next;
            }
            before.next = name.next;
        }
        if (skeleton.names == null) {
            skeletons.remove(name.look.skeleton(), skeleton);
        }
    }
}
