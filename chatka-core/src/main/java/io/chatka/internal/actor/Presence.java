package io.chatka.internal.actor;

import io.chatka.api.User;
import io.chatka.internal.broker.Topic;
import io.chatka.internal.config.RoomSettings;
import io.chatka.internal.fault.FaultLog;
import io.chatka.internal.protocol.Frames;
import io.chatka.internal.protocol.LookChanges;
import io.chatka.internal.protocol.PresenceNote;
import io.chatka.internal.protocol.UserChanges;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * How many members and users the room has on all nodes, and which users joined and left since the
 * members were last told. A user joins with the first of its connections, on whatever node, and
 * leaves with the last.
 *
 * <p>Nodes send each other notes: the number of the node's members, and the names of those who
 * joined and left. A note may be lost; the next one has the right number again. {@link RoomPeers}
 * knows whose numbers still count. Used by the room's actor only.
 */
final class Presence {
    private static final FaultLog FAULTS = FaultLog.of(Presence.class);

    /** How often nodes that know of each other repeat their counts, changed or not. */
    static final Duration REFRESH = Duration.ofSeconds(20);

    private static final Duration PER_MEMBER = Duration.ofMillis(20);

    private final ChatContext chat;
    private final RoomSettings.Presence settings;
    private final String room;
    private final RoomMembers members;
    private final RoomPeers peers;
    private final LookSync looks;
    private final UserSync users;
    /** Changes on this node that other nodes have not been told. */
    private final PresenceChanges ours = new PresenceChanges();
    /** Changes on all nodes that the members have not been told. */
    private final PresenceChanges all = new PresenceChanges();

    private Mode mode = Mode.NAMES;
    private long toldTotal;
    private long toldUsers;
    private int toldNodes;
    private long toldAt;

    private enum Mode {
        NAMES,
        BATCHED,
        COUNTS
    }

    Presence(ChatContext chat, RoomMembers members) {
        this.chat = chat;
        this.settings = chat.settings().rooms().presence();
        this.room = members.room();
        this.members = members;
        this.looks = new LookSync(members.lookalikes());
        this.peers = new RoomPeers(chat.nodes(), REFRESH, this::forgotten);
        this.users = new UserSync(members.users(), peers);
        this.toldAt = chat.nanoTime().getAsLong() - settings.countsEvery().toNanos();
    }

    private void forgotten(RoomPeers.Peer peer) {
        looks.forgotten(peer);
        users.peersChanged();
    }

    long total() {
        return members.size() + peers.members();
    }

    /** Users on all nodes with this one, who may be there already. */
    long usersWith(User user) {
        return users.totalWith(user);
    }

    /** The names of the nodes with members: this one and the others that have not gone. */
    Set<String> nodes() {
        Set<String> nodes = peers.nodes();
        nodes.add(chat.node());
        return nodes;
    }

    /** Whether the members are told names, and not only numbers. */
    boolean hasNames() {
        return mode != Mode.COUNTS;
    }

    /** Whether other nodes have members, or had by their last note. */
    boolean hasPeers() {
        return !peers.isEmpty();
    }

    /** @param first whether the user has no other connection in the room on this node */
    void joined(User user, boolean first) {
        if (first) {
            long hash = RoomUsers.hash(user);
            users.came(hash);
            ours.joined(user);
            if (!users.isElsewhere(hash, null)) {
                all.joined(user);
            }
        }
    }

    void left(RoomMembers.Left left) {
        if (left.last()) {
            long hash = RoomUsers.hash(left.user());
            users.left(hash);
            ours.left(left.user());
            if (!users.isElsewhere(hash, null)) {
                all.left(left.user());
            }
        }
    }

    boolean changed() {
        return membersChanged() || looks.hasNews(hasPeers()) || users.hasNews(hasPeers());
    }

    private boolean membersChanged() {
        return !all.isEmpty() || !ours.isEmpty() || toldTotal != total() || toldUsers != users.total();
    }

    /** How long to gather changes before the next {@link #flush}. */
    Duration untilDue() {
        Duration every =
                switch (mode) {
                    case NAMES -> namesEvery();
                    case BATCHED -> settings.batchedEvery();
                    case COUNTS -> settings.countsEvery();
                };
        Duration wait = every.minusNanos(chat.nanoTime().getAsLong() - toldAt);
        return wait.isNegative() ? Duration.ZERO : wait;
    }

    /** Grows with the room: otherwise N joins at once would cost N times N names. */
    private Duration namesEvery() {
        Duration grown = PER_MEMBER.multipliedBy(total());
        Duration most = settings.batchedEvery();
        Duration every = grown.compareTo(most) < 0 ? grown : most;
        return every.compareTo(settings.namesEvery()) > 0 ? every : settings.namesEvery();
    }

    /**
     * Tells the members what changed, and the other nodes what changed here. Does nothing without a
     * change, for instance if all who joined have left again.
     */
    void flush() {
        if (!changed()) {
            return;
        }
        boolean membersChanged = membersChanged();
        long total = total();
        toldAt = chat.nanoTime().getAsLong();
        toldTotal = total;
        toldUsers = users.total();
        changeMode(total);
        boolean named = mode != Mode.COUNTS;
        tellNodes(false, named ? ours : new PresenceChanges(), ours.isEmpty() && toldNodes == members.size());
        if (membersChanged && !tellsOneOfItself()) {
            members.tell(Frames.presence(
                    room, total, toldUsers, named ? all.joined() : List.of(), named ? all.left() : List.of()));
        }
        ours.clear();
        all.clear();
    }

    /** Asks the other nodes for their counts, and tells ours. */
    void ask() {
        looks.asked(chat.nanoTime().getAsLong());
        tellNodes(true, new PresenceChanges(), false);
    }

    /** The broker is away: this node does not hear who joins and leaves elsewhere. */
    void lost() {
        looks.lost();
    }

    /** The broker was away and is back. */
    void resumed() {
        peers.resumed();
        ask();
    }

    /** Some node of the cluster is gone or is back. */
    void nodesChanged() {
        peers.review();
        users.peersChanged();
    }

    /** Tells the other nodes that this one is still here. */
    void refresh() {
        if (looks.askWasHeard()) {
            tellNodes(false, new PresenceChanges(), false);
        } else {
            ask();
        }
    }

    /** The room ends on this node, or restarts. */
    void leave() {
        if (hasPeers()) {
            tell(PresenceNote.count(chat.node(), 0));
        }
        peers.clear();
    }

    void heard(byte[] bytes) {
        Optional<PresenceNote> decoded = PresenceNote.decode(bytes);
        if (decoded.isEmpty()) {
            return;
        }
        PresenceNote note = decoded.get();
        if (note.node().equals(chat.node())) {
            long now = chat.nanoTime().getAsLong();
            peers.heardOwn(now);
            if (note.ask()) {
                looks.askHeard(now);
            }
            return;
        }
        if (note.members() == 0) {
            peers.left(note.node());
            looks.hadNone(note.node());
            users.left(note.node());
            heardChanges(note, null);
        } else {
            RoomPeers.Peer peer = peers.heard(note.node(), note.members());
            looks.heard(peer, note, chat.nanoTime().getAsLong());
            users.heard(peer, note.node(), note.members(), note.users());
            heardChanges(note, peer);
        }
        if (note.ask()) {
            // It has just subscribed, or was cut off.
            looks.hadNone(note.node());
            looks.wanted();
            users.wanted();
            tellNodes(false, new PresenceChanges(), false);
        } else if (note.wanted().contains(chat.node())) {
            looks.wanted();
            users.wanted();
        }
    }

    /** Users that are on another node as well neither join nor leave. */
    private void heardChanges(PresenceNote note, RoomPeers.Peer from) {
        note.joined().stream().filter(user -> !isBesides(from, user)).forEach(all::joined);
        note.left().stream().filter(user -> !isBesides(from, user)).forEach(all::left);
    }

    private boolean isBesides(RoomPeers.Peer node, User user) {
        return users.isHere(user) || users.isElsewhere(RoomUsers.hash(user), node);
    }

    /** @param onlyNews tells nothing if no name is new, and nothing was missed */
    private void tellNodes(boolean ask, PresenceChanges changes, boolean onlyNews) {
        long now = chat.nanoTime().getAsLong();
        List<LookChanges> news = looks.take(hasPeers(), now);
        List<String> wanted = ask ? List.of() : takeMissed(now);
        UserChanges here = users.take(hasPeers(), now);
        if (onlyNews && wanted.isEmpty() && here.isEmpty() && news.stream().allMatch(LookChanges::isEmpty)) {
            return;
        }
        toldNodes = members.size();
        List<User> joined = List.copyOf(changes.joined());
        List<User> left = List.copyOf(changes.left());
        int size = members.size();
        tell(new PresenceNote(chat.node(), size, ask, joined, left, news.get(0), here, wanted));
        for (LookChanges more : news.subList(1, news.size())) {
            UserChanges same = users.take(hasPeers(), now);
            tell(new PresenceNote(chat.node(), size, false, List.of(), List.of(), more, same, List.of()));
        }
    }

    /** Nodes that should send all their names and users again. */
    private List<String> takeMissed(long now) {
        Set<String> missed = new LinkedHashSet<>(looks.takeMissed(now));
        missed.addAll(users.takeMissed(now));
        return List.copyOf(missed);
    }

    /** A note may be lost anyway, so a fault in sending it does not undo the change. */
    private void tell(PresenceNote note) {
        FAULTS.attempt(
                "the other nodes could not be told who is in a room",
                () -> chat.broker().nodes().send(Topic.presence(room), note.encode()));
    }

    private void changeMode(long total) {
        Mode now = total <= settings.names() ? Mode.NAMES : total <= settings.batched() ? Mode.BATCHED : Mode.COUNTS;
        if (now != mode) {
            mode = now;
            members.tellEverybody(Frames.roomPresence(room, now.name().toLowerCase(Locale.ROOT)));
        }
    }

    /** A member that has joined an empty room needs no news of itself. */
    private boolean tellsOneOfItself() {
        return total() == 1
                && members.size() == 1
                && all.joined().size() == 1
                && all.left().isEmpty();
    }
}
