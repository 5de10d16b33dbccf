package io.chatka.internal.actor;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import io.chatka.api.User;
import io.chatka.internal.broker.EmbeddedBroker;
import io.chatka.internal.broker.EmbeddedSettings;
import io.chatka.internal.broker.HistorySettings;
import io.chatka.internal.broker.Topic;
import io.chatka.internal.cluster.Nodes;
import io.chatka.internal.config.ChatSettings;
import io.chatka.internal.lane.Greeting;
import io.chatka.internal.meter.NodeMeter;
import io.chatka.internal.protocol.LookChanges;
import io.chatka.internal.protocol.PresenceNote;
import io.chatka.internal.protocol.UserChanges;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.apache.pekko.actor.testkit.typed.javadsl.TestInbox;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.Test;

/** In these rooms up to 2 members are named, up to 4 batched; the clock stands until a test moves it. */
class PresenceTest {
    private static final ChatSettings SETTINGS =
            ChatSettings.read(ConfigFactory.parseString("chatka.rooms.presence { names = 2, batched = 4 }")
                    .withFallback(ConfigFactory.defaultReference())
                    .resolve());

    /** Starts just below the place where it wraps around. */
    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1);

    private final EmbeddedBroker broker =
            new EmbeddedBroker(Clock.systemUTC(), nanos::get, EmbeddedSettings.defaults(HistorySettings.none()));
    private final List<byte[]> otherNodes = new ArrayList<>();
    private final RoomMembers members = new RoomMembers(
            "lobby", 1, SETTINGS, NodeMeter.unread(), new Lookalikes(new ForeignNames()), new RoomIndex.Entry(null));
    private final Map<String, ActorRef<UserActor.Command>> refs = new HashMap<>();
    private final RecordingConnection ann = new RecordingConnection(new InstantLane());
    private final Set<String> gone = new HashSet<>();
    private final List<String> heardInRooms = new ArrayList<>();
    private final Nodes nodes = new Nodes() {
        @Override
        public boolean isGone(String node) {
            return gone.contains(node);
        }

        @Override
        public void heard(String node) {
            heardInRooms.add(node);
        }
    };
    private final Presence presence;

    PresenceTest() {
        broker.nodes().subscribe(Topic.presence("lobby"), otherNodes::add);
        presence = new Presence(
                new ChatContext(
                        SETTINGS,
                        broker,
                        Cluster.of("here", nodes, broker),
                        nanos::get,
                        NodeMeter.unread(),
                        () -> false,
                        Extensions.NONE),
                members);
    }

    @Test
    void somebody_alone_is_told_nothing_of_coming_but_other_nodes_are() {
        join("Ann", ann);
        presence.flush();
        assertThat(ann.take()).isEmpty();
        assertThat(notes()).containsExactly(note("here", 1, false, "Ann"));
    }

    @Test
    void who_comes_and_goes_is_told_by_name() {
        joinAndFlush("Ann", ann);
        join("Bob");
        presence.flush();
        assertThat(ann.take()).containsExactly(presence(2, "Bob", ""));
        leave("Bob");
        presence.flush();
        assertThat(ann.take()).containsExactly(presence(1, "", "Bob"));
    }

    @Test
    void what_happens_within_a_moment_is_told_together() {
        joinAndFlush("Ann", ann);
        join("Bob");
        presence.flush();
        leave("Bob");
        join("Eve");
        ann.take();
        presence.flush();
        assertThat(ann.take()).containsExactly(presence(2, "Eve", "Bob"));
    }

    @Test
    void who_came_and_went_in_the_same_moment_is_not_told_at_all() {
        joinAndFlush("Ann", ann);
        notes();
        join("Bob");
        leave("Bob");
        assertThat(presence.changed()).isFalse();
        presence.flush();
        assertThat(ann.take()).isEmpty();
        assertThat(notes()).isEmpty();
    }

    @Test
    void somebody_who_leaves_and_is_back_at_once_alone_is_told_nothing() {
        joinAndFlush("Ann", ann);
        leave("Ann");
        join("Ann", ann);
        presence.flush();
        assertThat(ann.take()).isEmpty();
    }

    @Test
    void the_first_is_told_at_once_and_the_next_after_the_time_of_the_mode() {
        assertThat(presence.untilDue()).isZero();
        joinAndFlush("Ann", ann);
        assertThat(presence.untilDue()).isEqualTo(Duration.ofMillis(100));
        later(Duration.ofMillis(60));
        assertThat(presence.untilDue()).isEqualTo(Duration.ofMillis(40));
        later(Duration.ofMillis(60));
        assertThat(presence.untilDue()).isZero();
    }

    @Test
    void a_larger_room_is_batched_and_a_very_large_one_only_counted() {
        joinAndFlush("Ann", ann);
        join("Bob");
        join("Eve");
        presence.flush();
        assertThat(ann.take()).containsExactly(mode("batched"), presence(3, "Bob Eve", ""));
        assertThat(presence.untilDue()).isEqualTo(Duration.ofSeconds(1));
        notes();
        join("Dan");
        join("Fay");
        presence.flush();
        assertThat(ann.take()).containsExactly(mode("counts"), presence(5, "", ""));
        assertThat(presence.untilDue()).isEqualTo(Duration.ofSeconds(5));
        assertThat(notes()).containsExactly(note("here", 5, false, ""));
    }

    @Test
    void a_room_that_shrinks_is_told_by_name_again() {
        joinAndFlush("Ann", ann);
        List.of("Bob", "Eve", "Dan", "Fay").forEach(this::join);
        presence.flush();
        ann.take();
        List.of("Bob", "Eve", "Dan", "Fay").forEach(this::leave);
        presence.flush();
        assertThat(ann.take()).containsExactly(mode("names"), presence(1, "", "Bob Eve Dan Fay"));
    }

    @Test
    void members_of_other_nodes_are_counted_and_named() {
        joinAndFlush("Ann", ann);
        presence.heard(note("there", 1, false, "Bob").encode());
        assertThat(presence.total()).isEqualTo(2);
        assertThat(presence.changed()).isTrue();
        presence.flush();
        assertThat(ann.take()).containsExactly(presence(2, "Bob", ""));
        presence.heard(new PresenceNote(
                        "there",
                        0,
                        false,
                        List.of(),
                        List.of(user("Bob")),
                        LookChanges.NONE,
                        UserChanges.NONE,
                        List.of())
                .encode());
        assertThat(presence.total()).isEqualTo(1);
        assertThat(presence.hasPeers()).isFalse();
        presence.flush();
        assertThat(ann.take()).containsExactly(presence(1, "", "Bob"));
    }

    @Test
    void a_note_that_was_lost_is_made_good_by_the_next() {
        joinAndFlush("Ann", ann);
        presence.heard(note("there", 7, false, "").encode());
        presence.flush();
        assertThat(ann.take()).containsExactly(mode("counts"), presence(8, "", ""));
        presence.heard(note("there", 1, false, "").encode());
        presence.flush();
        assertThat(ann.take()).containsExactly(mode("names"), presence(2, "", ""));
    }

    @Test
    void our_own_notes_and_what_is_none_are_not_heard() {
        joinAndFlush("Ann", ann);
        presence.heard(note("here", 7, true, "Bob").encode());
        presence.heard(new byte[] {'x'});
        assertThat(presence.changed()).isFalse();
        assertThat(presence.total()).isEqualTo(1);
    }

    @Test
    void who_asks_is_answered() {
        joinAndFlush("Ann", ann);
        notes();
        presence.heard(note("there", 1, true, "").encode());
        assertThat(notes()).containsExactly(note("here", 1, false, ""));
        presence.ask();
        assertThat(notes()).containsExactly(note("here", 1, true, ""));
    }

    @Test
    void members_of_a_node_that_is_gone_do_not_count_until_it_is_back() {
        joinAndFlush("Ann", ann);
        presence.heard(note("there", 1, false, "").encode());
        presence.heard(note("elsewhere", 1, false, "").encode());
        presence.flush();
        ann.take();
        nodesAreGone("there");
        assertThat(presence.total()).isEqualTo(2);
        assertThat(presence.changed()).isTrue();
        presence.flush();
        assertThat(ann.take()).containsExactly(mode("names"), presence(2, "", ""));
        nodesAreGone();
        assertThat(presence.total()).isEqualTo(3);
    }

    @Test
    void what_a_node_that_counts_as_gone_tells_is_remembered_and_counts_when_it_is_back() {
        joinAndFlush("Ann", ann);
        presence.heard(note("there", 5, false, "").encode());
        nodesAreGone("there");
        presence.heard(note("there", 4, false, "").encode());
        assertThat(presence.total()).isEqualTo(1);
        presence.heard(note("there", 2, false, "").encode());
        assertThat(presence.total()).isEqualTo(1);
        nodesAreGone();
        assertThat(presence.total()).isEqualTo(3);
    }

    @Test
    void a_node_that_is_gone_before_the_room_hears_of_it_does_not_count() {
        nodesAreGone("there");
        presence.heard(note("there", 5, false, "").encode());
        assertThat(presence.total()).isZero();
        assertThat(presence.hasPeers()).isTrue();
    }

    @Test
    void the_cluster_is_told_of_a_node_that_only_the_room_has_heard_of() {
        presence.heard(note("there", 5, false, "").encode());
        presence.heard(note("there", 6, false, "").encode());
        assertThat(heardInRooms).containsExactly("there");
    }

    @Test
    void a_node_that_left_the_room_unheard_is_forgotten_when_it_has_missed_four_refreshes() {
        joinAndFlush("Ann", ann);
        refreshHeard();
        presence.heard(note("there", 1, false, "").encode());
        for (int i = 0; i < 3; i++) {
            refreshHeard();
        }
        assertThat(presence.total()).isEqualTo(2);
        refreshHeard();
        assertThat(presence.total()).isEqualTo(1);
        assertThat(presence.hasPeers()).isFalse();
    }

    @Test
    void nobody_is_forgotten_while_this_node_hears_nothing_either() {
        joinAndFlush("Ann", ann);
        presence.heard(note("there", 1, false, "").encode());
        later(Duration.ofHours(1));
        presence.refresh();
        assertThat(presence.total()).isEqualTo(2);
        // What has gathered meanwhile comes at once, and is one.
        for (int i = 0; i < 10; i++) {
            presence.heard(note("here", 1, false, "").encode());
        }
        assertThat(presence.total()).isEqualTo(2);
    }

    @Test
    void nobody_is_forgotten_for_two_refreshes_that_were_lost_however_much_this_node_tells() {
        joinAndFlush("Ann", ann);
        presence.heard(note("there", 1, false, "").encode());
        for (int i = 0; i < 45; i++) {
            later(Duration.ofSeconds(1));
            presence.heard(note("here", 1, false, "").encode());
        }
        assertThat(presence.total()).isEqualTo(2);
    }

    @Test
    void when_the_broker_is_back_everybody_has_time_to_be_heard_again() {
        joinAndFlush("Ann", ann);
        refreshHeard();
        presence.heard(note("there", 1, false, "").encode());
        for (int i = 0; i < 3; i++) {
            refreshHeard();
        }
        notes();
        presence.resumed();
        assertThat(notes()).containsExactly(note("here", 1, true, ""));
        refreshHeard();
        assertThat(presence.total()).isEqualTo(2);
    }

    @Test
    void other_nodes_are_told_when_the_room_ends_here() {
        presence.leave();
        assertThat(notes()).isEmpty();
        presence.heard(note("there", 1, false, "").encode());
        presence.leave();
        assertThat(notes()).containsExactly(note("here", 0, false, ""));
    }

    private void joinAndFlush(String name, RecordingConnection connection) {
        join(name, connection);
        presence.flush();
        connection.take();
    }

    private void join(String name) {
        join(name, new RecordingConnection(new InstantLane()));
    }

    private void join(String name, RecordingConnection connection) {
        ActorRef<UserActor.Command> ref =
                TestInbox.<UserActor.Command>create(name).getRef();
        refs.put(name, ref);
        boolean first = members.add(
                new ChatRoomActor.Join(ref, user(name), Samples.GUEST, connection, null, 0, null, null),
                Greeting.NONE,
                () -> {});
        presence.joined(user(name), first);
    }

    private void leave(String name) {
        presence.left(members.remove(refs.get(name), List.of()));
    }

    private void nodesAreGone(String... nodes) {
        gone.clear();
        gone.addAll(List.of(nodes));
        presence.nodesChanged();
    }

    /** This node's regular note, which the broker has brought back. */
    private void refreshHeard() {
        later(Presence.REFRESH);
        presence.heard(note("here", members.size(), false, "").encode());
    }

    private void later(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    /** What the other nodes were told since the last time, but for what LookSyncTest is about. */
    private List<PresenceNote> notes() {
        List<PresenceNote> notes = otherNodes.stream()
                .map(bytes -> PresenceNote.decode(bytes).orElseThrow())
                .map(note -> new PresenceNote(
                        note.node(),
                        note.members(),
                        note.ask(),
                        note.joined(),
                        note.left(),
                        LookChanges.NONE,
                        UserChanges.NONE,
                        List.of()))
                .toList();
        otherNodes.clear();
        return notes;
    }

    private static User user(String name) {
        return new User("id-" + name, name, "guest");
    }

    private static PresenceNote note(String node, int members, boolean ask, String joined) {
        return new PresenceNote(
                node, members, ask, people(joined), List.of(), LookChanges.NONE, UserChanges.NONE, List.of());
    }

    private static List<User> people(String names) {
        return Arrays.stream(names.split(" "))
                .filter(name -> !name.isEmpty())
                .map(PresenceTest::user)
                .toList();
    }

    private static String presence(int members, String joined, String left) {
        return "{\"type\":\"presence\",\"room\":\"lobby\",\"members\":" + members + ",\"users\":" + members
                + ",\"joined\":[" + json(joined) + "],\"left\":[" + json(left) + "]}";
    }

    private static String json(String names) {
        return people(names).stream()
                .map(user -> "{\"id\":\"" + user.id() + "\",\"name\":\"" + user.name() + "\"}")
                .collect(Collectors.joining(","));
    }

    private static String mode(String mode) {
        return "{\"type\":\"room\",\"room\":\"lobby\",\"presence\":\"" + mode + "\"}";
    }
}
