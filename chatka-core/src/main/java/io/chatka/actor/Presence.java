package io.chatka.actor;

import io.chatka.config.ChatSettings;
import io.chatka.fault.FaultLog;
import io.chatka.protocol.Frames;
import io.chatka.protocol.PresenceNote;
import io.chatka.protocol.User;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * How many are in the room on all nodes, and who came and went since its members were last told.
 *
 * <p>Nodes tell each other by notes of the broker: a count that stands for itself, and the names of those who came and
 * went. A note may be lost, the next one has the right count again; {@link RoomPeers} knows whose counts still hold. Used by
 * the room's actor only.
 */
final class Presence {
    private static final FaultLog FAULTS = FaultLog.of(Presence.class);

    /** How often nodes that know of each other tell their counts, changed or not. */
    static final Duration REFRESH = Duration.ofSeconds(20);

    private static final Duration PER_MEMBER = Duration.ofMillis(20);

    private final ChatContext chat;
    private final ChatSettings.Presence settings;
    private final String room;
    private final RoomMembers members;
    private final RoomPeers peers;
    private final PresenceChanges ours = new PresenceChanges();
    private final PresenceChanges all = new PresenceChanges();
    private Mode mode = Mode.NAMES;
    private long toldTotal;
    private long toldAt;

    private enum Mode {
        NAMES,
        BATCHED,
        COUNTS
    }

    Presence(ChatContext chat, String room, RoomMembers members) {
        this.chat = chat;
        this.settings = chat.settings().presence();
        this.room = room;
        this.members = members;
        this.peers = new RoomPeers(chat.nodes(), REFRESH);
        this.toldAt = chat.nanoTime().getAsLong() - settings.countsEvery().toNanos();
    }

    long total() {
        return members.size() + peers.members();
    }

    /** Whether other nodes have members, or had when they were heard last. */
    boolean hasPeers() {
        return !peers.isEmpty();
    }

    void joined(User user) {
        ours.joined(user);
        all.joined(user);
    }

    void left(User user) {
        ours.left(user);
        all.left(user);
    }

    boolean changed() {
        return !all.isEmpty() || !ours.isEmpty() || toldTotal != total();
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

    /** The more members, the longer, so that many who come at once do not cost their square. */
    private Duration namesEvery() {
        Duration grown = PER_MEMBER.multipliedBy(total());
        Duration most = settings.batchedEvery();
        Duration every = grown.compareTo(most) < 0 ? grown : most;
        return every.compareTo(settings.namesEvery()) > 0 ? every : settings.namesEvery();
    }

    /** Tells the members here, and the other nodes what changed here; nothing if those who came have gone again. */
    void flush() {
        if (!changed()) {
            return;
        }
        long total = total();
        toldAt = chat.nanoTime().getAsLong();
        toldTotal = total;
        changeMode(total);
        boolean named = mode != Mode.COUNTS;
        if (!ours.isEmpty()) {
            announce(false, named ? ours : new PresenceChanges());
        }
        if (!tellsOnlyThemselves()) {
            members.tell(
                    Frames.presence(room, total, named ? all.joined() : List.of(), named ? all.left() : List.of()));
        }
        ours.clear();
        all.clear();
    }

    /** Asks the other nodes for their counts, and tells ours. */
    void ask() {
        announce(true, new PresenceChanges());
    }

    /** The broker was away and is back. */
    void resumed() {
        peers.resumed();
        ask();
    }

    /** Some node of the cluster is gone or is back. */
    void nodesChanged() {
        peers.review();
    }

    /** Tells the other nodes that this one is still here. */
    void refresh() {
        announce(false, new PresenceChanges());
    }

    /** This node has no members of the room any more. */
    void leave() {
        if (hasPeers()) {
            announce(new PresenceNote(chat.node(), 0, false, List.of(), List.of()));
        }
    }

    void heard(byte[] bytes) {
        Optional<PresenceNote> decoded = PresenceNote.decode(bytes);
        if (decoded.isEmpty()) {
            return;
        }
        PresenceNote note = decoded.get();
        if (note.node().equals(chat.node())) {
            peers.heardOwn(chat.nanoTime().getAsLong());
            return;
        }
        if (note.members() == 0) {
            peers.left(note.node());
        } else {
            peers.heard(note.node(), note.members());
        }
        note.joined().forEach(all::joined);
        note.left().forEach(all::left);
        if (note.ask()) {
            announce(false, new PresenceChanges());
        }
    }

    private void announce(boolean ask, PresenceChanges changes) {
        announce(new PresenceNote(
                chat.node(), members.size(), ask, List.copyOf(changes.joined()), List.copyOf(changes.left())));
    }

    /** A note may be lost: what is thrown for one must not undo what it tells of. */
    private void announce(PresenceNote note) {
        FAULTS.attempt("the other nodes could not be told who is in a room", () -> chat.broker()
                .announce(room, note.encode()));
    }

    private void changeMode(long total) {
        Mode now = total <= settings.names() ? Mode.NAMES : total <= settings.batched() ? Mode.BATCHED : Mode.COUNTS;
        if (now != mode) {
            mode = now;
            members.tellEverybody(Frames.roomPresence(room, now.name().toLowerCase(Locale.ROOT)));
        }
    }

    /** Somebody who just came, alone, needs not be told of it. */
    private boolean tellsOnlyThemselves() {
        return members.size() == all.joined().size() && all.left().isEmpty() && total() == members.size();
    }
}
