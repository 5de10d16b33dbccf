package io.chatka.internal.actor;

import io.chatka.api.User;
import io.chatka.internal.protocol.UserChanges;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.LongStream;

/**
 * Counts the users of a room on all nodes, each once, by the notes of its presence. Used by the
 * room's actor only.
 *
 * <p>Each node tells how many users it has, and the hashes of their ids. The sum of the numbers,
 * less the users that are on several nodes, is the number of users. A node tells at most {@link
 * UserChanges#MOST} hashes: with more users, only the hashes that end in some zero bits. So the
 * sum stays exact, and only the users on several nodes are estimated: if there are {@code d} of
 * them and one hash in {@code n} is told, with a standard error of the square root of {@code d (n -
 * 1)}.
 *
 * <p>A note says on which version it builds, as in {@link LookSync}. A receiver with another
 * version has missed a note and asks that node for all its hashes.
 */
final class UserSync {
    /** A node sends all its hashes at most this often, whoever asks. */
    static final Duration TELL_ALL = Duration.ofSeconds(1);

    /** Minimum time between two questions of this node. */
    static final Duration ASK_AGAIN = Duration.ofSeconds(2);

    /**
     * So many users are told even if no other node is known: the answers to the first question of
     * this node may be on their way.
     */
    private static final int FEW = 64;

    private final RoomUsers here;
    private final RoomPeers peers;
    private final Set<Long> came = new HashSet<>();
    private final Set<Long> went = new HashSet<>();
    private final Set<String> missed = new HashSet<>();

    private int version;
    private int level;

    /** Users on this node whose hashes are told. */
    private int sampled;

    private boolean allWanted;
    private boolean everToldAll;
    private long toldAllAt;
    private boolean everAsked;
    private long askedAt;

    /** Users with told hashes that are on several nodes; computed anew after {@link #changed}. */
    private long shared;

    /** The level at which {@link #shared} was counted. */
    private int sharedLevel;

    private boolean changed = true;

    UserSync(RoomUsers here, RoomPeers peers) {
        this.here = here;
        this.peers = peers;
        countSampled();
    }

    /** The number of users on all nodes. */
    long total() {
        if (changed) {
            changed = false;
            countShared();
        }
        long most = 0;
        long sum = here.size();
        for (RoomPeers.Peer peer : peers.present()) {
            sum += peer.users;
            most = Math.max(most, peer.users);
        }
        return Math.max(Math.max(most, here.size()), sum - (shared << sharedLevel));
    }

    /** The number of users on all nodes with this one, who may be there already. */
    long totalWith(User user) {
        return total() + (here.contains(user) || isElsewhere(RoomUsers.hash(user), null) ? 0 : 1);
    }

    boolean isHere(User user) {
        return here.contains(user);
    }

    /**
     * Whether another node is known to have the user.
     *
     * @param but a node whose answer does not count, or null
     */
    boolean isElsewhere(long hash, RoomPeers.Peer but) {
        for (RoomPeers.Peer peer : peers.present()) {
            if (peer != but && Arrays.binarySearch(peer.hashes, hash) >= 0) {
                return true;
            }
        }
        return false;
    }

    /** The user's first connection on this node has joined. */
    void came(long hash) {
        if (isTold(hash, sharedLevel) && isElsewhere(hash, null)) {
            shared++;
        }
        if (isTold(hash, level)) {
            if (!went.remove(hash)) {
                came.add(hash);
            }
            if (++sampled > UserChanges.MOST) {
                change(level + 1);
            }
        }
    }

    /** The user's last connection on this node has left. */
    void left(long hash) {
        if (isTold(hash, sharedLevel) && isElsewhere(hash, null)) {
            shared--;
        }
        if (isTold(hash, level)) {
            if (!came.remove(hash)) {
                went.add(hash);
            }
            if (--sampled < UserChanges.MOST / 8 && level > 0) {
                change(level - 1);
            }
        }
    }

    private void change(int to) {
        level = to;
        version = 0;
        changed = true;
        countSampled();
    }

    private void countSampled() {
        sampled = sample(level).length;
    }

    private long[] sample(int of) {
        LongStream.Builder told = LongStream.builder();
        here.forEachHash(hash -> {
            if (isTold(hash, of)) {
                told.add(hash);
            }
        });
        return told.build().toArray();
    }

    private static boolean isTold(long hash, int level) {
        return (hash & ((1L << level) - 1)) == 0;
    }

    /** Some node is forgotten, gone or back. */
    void peersChanged() {
        changed = true;
    }

    private void countShared() {
        sharedLevel = level;
        for (RoomPeers.Peer peer : peers.present()) {
            sharedLevel = Math.max(sharedLevel, peer.level);
        }
        LongStream all = Arrays.stream(sample(sharedLevel));
        for (RoomPeers.Peer peer : peers.present()) {
            all = LongStream.concat(all, Arrays.stream(peer.hashes).filter(hash -> isTold(hash, sharedLevel)));
        }
        long[] sorted = all.sorted().toArray();
        shared = 0;
        for (int i = 1; i < sorted.length; i++) {
            shared += sorted[i] == sorted[i - 1] ? 1 : 0;
        }
    }

    /** Another node, which has members, has sent a note. */
    void heard(RoomPeers.Peer peer, String node, int members, UserChanges news) {
        peer.users = news.count() < 0 ? members : news.count();
        if (news.since() == 0 && news.version() != 0) {
            changed = true;
            peer.replace(news);
        } else if (news.since() == peer.userVersion && peer.userVersion != 0 && news.level() == peer.level) {
            changed |= !news.came().isEmpty() || !news.went().isEmpty();
            peer.apply(news);
        } else if (news.count() > 0) {
            missed.add(node);
            return;
        }
        missed.remove(node);
    }

    /** Another node has no members any more. */
    void left(String node) {
        missed.remove(node);
    }

    /** Another node needs all hashes of this one. */
    void wanted() {
        allWanted = true;
    }

    /**
     * Whether there is something to tell, or will be soon.
     *
     * @param anybodyElse whether other nodes have members
     */
    boolean hasNews(boolean anybodyElse) {
        return allWanted || anybodyElse && (!missed.isEmpty() || !came.isEmpty() || !went.isEmpty());
    }

    /** Takes what to tell other nodes now. */
    UserChanges take(boolean anybodyElse, long now) {
        if (here.size() == 0) {
            // Other nodes forget a node without members.
            allWanted = false;
        }
        boolean all = allWanted && (!everToldAll || now - toldAllAt >= TELL_ALL.toNanos());
        if (here.size() == 0 || !all && !anybodyElse && here.size() > FEW) {
            // A node that joins later asks for all hashes.
            version = 0;
            forgetChanges();
            return UserChanges.count(here.size());
        }
        if (all || version == 0 || came.size() > UserChanges.MOST || went.size() > UserChanges.MOST) {
            return all(now);
        }
        int before = version;
        if (!came.isEmpty() || !went.isEmpty()) {
            version = next();
        }
        UserChanges changes =
                new UserChanges(here.size(), level, before, version, List.copyOf(came), List.copyOf(went));
        forgetChanges();
        return changes;
    }

    private UserChanges all(long now) {
        allWanted = false;
        everToldAll = true;
        toldAllAt = now;
        forgetChanges();
        version = next();
        List<Long> hashes = new ArrayList<>(sampled);
        Arrays.stream(sample(level)).limit(UserChanges.MOST).forEach(hashes::add);
        return new UserChanges(here.size(), level, 0, version, hashes, List.of());
    }

    private void forgetChanges() {
        came.clear();
        went.clear();
    }

    /**
     * The first version is random, so that it is none from before this node subscribed to the room.
     */
    private int next() {
        if (version == 0) {
            return 1 + ThreadLocalRandom.current().nextInt(1 << 30);
        }
        return version == Integer.MAX_VALUE ? 1 : version + 1;
    }

    /** Takes the nodes whose notes this one has missed, if it is time to ask them. */
    List<String> takeMissed(long now) {
        if (missed.isEmpty() || everAsked && now - askedAt < ASK_AGAIN.toNanos()) {
            return List.of();
        }
        everAsked = true;
        askedAt = now;
        List<String> nodes = List.copyOf(missed);
        missed.clear();
        return nodes;
    }
}
