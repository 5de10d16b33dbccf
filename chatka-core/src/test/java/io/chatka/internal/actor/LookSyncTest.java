package io.chatka.internal.actor;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import io.chatka.api.User;
import io.chatka.internal.broker.BrokerOf;
import io.chatka.internal.broker.NodeChannel;
import io.chatka.internal.cluster.Nodes;
import io.chatka.internal.config.ChatSettings;
import io.chatka.internal.lane.Greeting;
import io.chatka.internal.meter.NodeMeter;
import io.chatka.internal.protocol.LookChanges;
import io.chatka.internal.protocol.PresenceNote;
import io.chatka.internal.protocol.UserChanges;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.pekko.actor.testkit.typed.javadsl.TestInbox;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.Test;

/** One room on several nodes, whose notes are told in one order, or not; the clock goes on when a test says so. */
class LookSyncTest {
    private static final ChatSettings SETTINGS =
            ChatSettings.read(ConfigFactory.defaultReference().resolve());
    private static final String ANN = "Ann";
    private static final String FAKE = "\u0410nn";
    private static final String FAKE_TOO = "\u0391nn";

    private final Queue<byte[]> channel = new ArrayDeque<>();
    private final List<Node> nodes = new ArrayList<>();
    private final Set<String> gone = new HashSet<>();
    private long nanos = Long.MAX_VALUE - 1;
    private int notes;

    private final Node x = new Node("x");
    private final Node y = new Node("y");

    @Test
    void an_impostor_on_another_node_is_marked_and_the_original_is_not() {
        x.start().join(ANN);
        run(Duration.ofSeconds(3));
        y.start().join(FAKE);
        assertThat(x.marked(ANN)).isFalse();
        run(Duration.ofMillis(100));
        assertThat(y.marked(FAKE)).isTrue();
        run(Duration.ofSeconds(3));
        assertThat(x.marked(ANN)).isFalse();
        assertThat(y.marked(FAKE)).isTrue();
    }

    @Test
    void nodes_that_know_each_other_decide_within_a_second() {
        x.start().join("Bob");
        y.start().join("Eve");
        run(Duration.ofSeconds(5));
        x.join(ANN);
        run(Duration.ofSeconds(1));
        y.join(FAKE);
        assertThat(y.marked(FAKE)).isTrue();
        run(Duration.ofSeconds(1));
        assertThat(x.marked(ANN)).isFalse();
    }

    @Test
    void who_came_first_stays_the_first_whichever_node_it_is_on() {
        x.start().join("Bob");
        y.start().join(FAKE);
        run(Duration.ofSeconds(2));
        x.join(ANN);
        run(Duration.ofSeconds(2));
        assertThat(x.marked(ANN)).isTrue();
        assertThat(y.marked(FAKE)).isFalse();
        y.leave(FAKE);
        run(Duration.ofSeconds(2));
        assertThat(x.marked(ANN)).isFalse();
    }

    @Test
    void a_second_tab_on_another_node_is_no_lookalike_and_keeps_the_place() {
        x.start().join(ANN);
        y.start().join(ANN);
        run(Duration.ofSeconds(2));
        assertThat(x.marked(ANN)).isFalse();
        assertThat(y.marked(ANN)).isFalse();
        x.join(FAKE);
        run(Duration.ofSeconds(2));
        x.leave(ANN);
        run(Duration.ofSeconds(2));
        assertThat(x.marked(FAKE)).isTrue();
        assertThat(y.marked(ANN)).isFalse();
    }

    @Test
    void of_two_nodes_that_begin_in_the_same_moment_the_first_has_the_original() {
        for (int delay = 0; delay < 700; delay += 50) {
            String room = "-" + delay;
            Node early = new Node("early" + room);
            Node late = new Node("late" + room);
            nodes.clear();
            early.start().join(ANN);
            hear();
            run(Duration.ofMillis(delay));
            late.start().join(FAKE);
            run(Duration.ofSeconds(2));
            assertThat(early.marked(ANN)).as("after %d ms", delay).isFalse();
            assertThat(late.marked(FAKE)).as("after %d ms", delay).isTrue();
            // And the other way round, whatever the hashes.
            nodes.clear();
            Node first = new Node("first" + room).start();
            first.join(FAKE);
            hear();
            run(Duration.ofMillis(delay));
            Node second = new Node("second" + room).start();
            second.join(ANN);
            run(Duration.ofSeconds(2));
            assertThat(first.marked(FAKE)).as("after %d ms", delay).isFalse();
            assertThat(second.marked(ANN)).as("after %d ms", delay).isTrue();
        }
    }

    @Test
    void two_that_come_in_the_same_moment_are_judged_alike_everywhere() {
        x.start().join(ANN);
        y.start().join(FAKE);
        run(Duration.ofSeconds(3));
        assertThat(x.marked(ANN)).isNotEqualTo(y.marked(FAKE));
        boolean ofX = x.marked(ANN);
        Node z = new Node("z").start();
        z.join(FAKE_TOO);
        run(Duration.ofSeconds(3));
        assertThat(z.marked(FAKE_TOO)).isTrue();
        assertThat(x.marked(ANN)).isEqualTo(ofX);
        (ofX ? y : x).leave(ofX ? FAKE : ANN);
        run(Duration.ofSeconds(3));
        assertThat(z.marked(FAKE_TOO)).isTrue();
        (ofX ? x : y).leave(ofX ? ANN : FAKE);
        run(Duration.ofSeconds(3));
        assertThat(z.marked(FAKE_TOO)).isFalse();
    }

    @Test
    void a_note_that_was_lost_is_noticed_and_made_good() {
        x.start().join("Bob");
        y.start().join("Eve");
        run(Duration.ofSeconds(3));
        y.deaf = true;
        x.join(ANN);
        run(Duration.ofSeconds(1));
        y.deaf = false;
        y.join(FAKE);
        run(Duration.ofSeconds(1));
        assertThat(y.marked(FAKE)).isFalse();
        run(Presence.REFRESH.plusSeconds(3));
        assertThat(x.marked(ANN)).isFalse();
        assertThat(y.marked(FAKE)).isTrue();
    }

    @Test
    void a_node_that_was_cut_off_learns_what_it_missed_and_its_names_come_later() {
        x.start().join("Bob");
        y.start().join("Eve");
        run(Duration.ofSeconds(3));
        y.cutOff = true;
        y.presence.lost();
        x.join("Dan");
        x.leave("Dan");
        y.join(FAKE);
        run(Duration.ofSeconds(3));
        x.join(ANN);
        run(Duration.ofSeconds(3));
        y.cutOff = false;
        y.presence.resumed();
        run(Duration.ofSeconds(3));
        assertThat(x.marked(ANN)).isFalse();
        assertThat(y.marked(FAKE)).isTrue();
    }

    @Test
    void a_node_that_answers_late_has_the_originals_all_the_same() {
        x.start().join(ANN);
        run(Duration.ofSeconds(3));
        x.frozen = true;
        y.start().join(FAKE);
        run(Duration.ofSeconds(5));
        assertThat(y.marked(FAKE)).isFalse();
        x.frozen = false;
        run(Duration.ofSeconds(3));
        assertThat(x.marked(ANN)).isFalse();
        assertThat(y.marked(FAKE)).isTrue();
    }

    @Test
    void a_newcomer_is_no_original_though_it_is_heard_for_the_first_time() {
        y.start().join(FAKE);
        run(Duration.ofSeconds(3));
        x.start().join("Bob");
        x.join(ANN);
        run(Duration.ofSeconds(3));
        assertThat(x.marked(ANN)).isTrue();
        assertThat(y.marked(FAKE)).isFalse();
    }

    @Test
    void a_node_that_had_nobody_for_a_while_is_no_original_either() {
        x.start().join("Bob");
        y.start().join("Eve");
        run(Duration.ofSeconds(3));
        x.leave("Bob");
        run(Duration.ofSeconds(3));
        y.join(FAKE);
        run(Duration.ofSeconds(3));
        x.join(ANN);
        run(Presence.REFRESH.plusSeconds(3));
        assertThat(x.marked(ANN)).isTrue();
        assertThat(y.marked(FAKE)).isFalse();
    }

    @Test
    void a_node_that_has_nothing_new_when_it_is_asked_is_no_original_later() {
        x.start().join("Bob");
        y.start().join("Eve");
        run(Duration.ofSeconds(3));
        y.presence.lost();
        y.presence.resumed();
        run(Duration.ofSeconds(3));
        y.join(FAKE);
        run(Duration.ofSeconds(3));
        y.deaf = true;
        x.join(ANN);
        run(Duration.ofSeconds(1));
        y.deaf = false;
        run(Presence.REFRESH.plusSeconds(5));
        assertThat(x.marked(ANN)).isTrue();
        assertThat(y.marked(FAKE)).isFalse();
    }

    @Test
    void names_of_a_node_that_is_gone_do_not_count_until_it_is_back() {
        x.start().join(ANN);
        run(Duration.ofSeconds(3));
        y.start().join(FAKE);
        run(Duration.ofSeconds(3));
        gone.add("x");
        y.presence.nodesChanged();
        assertThat(y.marked(FAKE)).isFalse();
        gone.clear();
        y.presence.nodesChanged();
        assertThat(y.marked(FAKE)).isTrue();
        x.presence.leave();
        run(Duration.ofSeconds(1));
        assertThat(y.marked(FAKE)).isFalse();
    }

    @Test
    void a_room_that_starts_again_after_a_fault_learns_and_tells_anew() {
        x.start().join(ANN);
        y.start().join("Eve");
        run(Duration.ofSeconds(3));
        x.presence.leave();
        x.start();
        run(Duration.ofSeconds(3));
        y.join(FAKE);
        run(Duration.ofSeconds(3));
        assertThat(x.marked(ANN)).isFalse();
        assertThat(y.marked(FAKE)).isTrue();
        y.presence.leave();
        y.start();
        run(Duration.ofSeconds(3));
        assertThat(x.marked(ANN)).isFalse();
        assertThat(y.marked(FAKE)).isTrue();
    }

    @Test
    void many_names_are_told_in_parts_and_a_part_that_was_lost_is_asked_for() {
        x.start();
        for (int i = 0; i < 2500; i++) {
            x.join("user" + (char) ('A' + i % 26) + (char) ('A' + i / 26 % 26) + (char) ('A' + i / 676) + "paypal");
        }
        x.join(ANN);
        run(Duration.ofSeconds(10));
        y.start();
        y.loses = note -> note.looks().parts() == 3 && note.looks().part() == 1;
        run(Duration.ofSeconds(1));
        y.loses = note -> false;
        y.join(FAKE);
        run(Presence.REFRESH.plusSeconds(8));
        assertThat(y.marked(FAKE)).isTrue();
        for (int i = 0; i < 2500; i += 100) {
            String name = "user" + (char) ('A' + i % 26) + (char) ('A' + i / 26 % 26) + (char) ('A' + i / 676)
                    + "p\u0430ypal";
            y.join(name);
            assertThat(y.marked(name)).isTrue();
        }
    }

    @Test
    void guests_whose_names_were_made_up_cost_nothing() {
        x.start();
        y.start();
        for (int i = 0; i < 50; i++) {
            x.join("guest-" + (char) ('a' + i % 8) + "xy" + (char) ('2' + i % 8));
        }
        run(Duration.ofSeconds(3));
        assertThat(y.heardLooks).isZero();
        y.join("guest-\u0430xy2");
        assertThat(y.marked("guest-\u0430xy2")).isTrue();
    }

    @Test
    void a_name_costs_no_note_more_than_the_one_that_tells_of_its_coming() {
        x.start().join("Bob");
        y.start().join("Eve");
        run(Duration.ofSeconds(10));
        int before = notes;
        x.join(ANN);
        run(Duration.ofSeconds(3));
        assertThat(notes - before).isEqualTo(1);
    }

    @Test
    void a_node_that_says_nothing_of_names_is_a_node_of_an_older_version() {
        y.start().join(FAKE);
        channel.add("{\"node\":\"old\",\"members\":3,\"ask\":true,\"joined\":[],\"left\":[]}"
                .getBytes(StandardCharsets.UTF_8));
        run(Duration.ofSeconds(3));
        assertThat(y.presence.total()).isEqualTo(4);
        assertThat(y.marked(FAKE)).isFalse();
    }

    @Test
    void whoever_asks_again_and_again_is_told_all_names_once_a_second() {
        x.start().join(ANN);
        run(Duration.ofSeconds(3));
        y.start().join("Eve");
        run(Duration.ofSeconds(3));
        int before = y.heardLooks;
        for (int i = 0; i < 20; i++) {
            channel.add(new PresenceNote(
                            "z" + i, 0, true, List.of(), List.of(), LookChanges.NONE, UserChanges.NONE, List.of())
                    .encode());
        }
        run(Duration.ofMillis(900));
        assertThat(y.heardLooks - before).isEqualTo(1);
        run(Duration.ofSeconds(1));
        assertThat(y.heardLooks - before).isEqualTo(2);
    }

    /** Lets time go by: all that is due happens, and what is told is heard. */
    private void run(Duration time) {
        hear();
        for (long left = time.toMillis(); left > 0; left -= 50) {
            nanos += Duration.ofMillis(50).toNanos();
            nodes.forEach(Node::due);
            hear();
        }
    }

    private void hear() {
        while (!channel.isEmpty()) {
            notes++;
            byte[] note = channel.poll();
            nodes.forEach(node -> node.hear(note));
        }
    }

    private final class Node {
        final String name;
        final RoomMembers members = new RoomMembers(
                "lobby",
                1,
                SETTINGS,
                NodeMeter.unread(),
                new Lookalikes(new ForeignNames()),
                new RoomIndex.Entry(null));
        final Map<String, ActorRef<UserActor.Command>> refs = new HashMap<>();
        final Queue<byte[]> unheard = new ArrayDeque<>();
        Presence presence;
        boolean deaf;
        boolean cutOff;
        boolean frozen;
        Predicate<PresenceNote> loses = note -> false;
        int heardLooks;
        private long refreshed;

        Node(String name) {
            this.name = name;
        }

        /** The room begins to listen. */
        Node start() {
            NodeChannel notes = (NodeChannel) Proxy.newProxyInstance(
                    NodeChannel.class.getClassLoader(),
                    new Class<?>[] {NodeChannel.class},
                    (proxy, method, arguments) -> {
                        if (!cutOff) {
                            channel.add((byte[]) arguments[1]);
                        }
                        return null;
                    });
            presence = new Presence(
                    new ChatContext(
                            SETTINGS,
                            new BrokerOf(null, notes),
                            Cluster.of(
                                    name,
                                    new Nodes() {
                                        @Override
                                        public boolean isGone(String node) {
                                            return gone.contains(node);
                                        }

                                        @Override
                                        public void heard(String node) {}
                                    },
                                    null),
                            () -> nanos,
                            NodeMeter.unread(),
                            () -> false,
                            Extensions.NONE),
                    members);
            refreshed = nanos;
            if (!nodes.contains(this)) {
                nodes.add(this);
            }
            presence.ask();
            return this;
        }

        void join(String user) {
            ActorRef<UserActor.Command> ref =
                    TestInbox.<UserActor.Command>create("user").getRef();
            refs.put(user, ref);
            boolean first = members.add(
                    new ChatRoomActor.Join(
                            ref,
                            user(user),
                            Samples.GUEST,
                            new RecordingConnection(new InstantLane()),
                            null,
                            0,
                            null,
                            null),
                    Greeting.NONE,
                    () -> {});
            presence.joined(user(user), first);
        }

        void leave(String user) {
            presence.left(members.remove(refs.remove(user), List.of()));
        }

        boolean marked(String user) {
            return new String(members.author(members.get(refs.get(user))), StandardCharsets.UTF_8)
                    .contains("\"lookalike\":true");
        }

        void due() {
            if (frozen) {
                return;
            }
            catchUp();
            if (presence.hasPeers() && nanos - refreshed >= Presence.REFRESH.toNanos()) {
                refreshed = nanos;
                presence.refresh();
            }
            if (presence.changed() && presence.untilDue().isZero()) {
                presence.flush();
            }
        }

        void hear(byte[] bytes) {
            unheard.add(bytes);
            catchUp();
        }

        private void catchUp() {
            while (!frozen && !unheard.isEmpty()) {
                byte[] next = unheard.poll();
                PresenceNote note = PresenceNote.decode(next).orElseThrow();
                if (!deaf && !cutOff && !loses.test(note)) {
                    if (!note.node().equals(name) && !note.looks().isEmpty()) {
                        heardLooks++;
                    }
                    presence.heard(next);
                }
            }
        }

        private User user(String user) {
            return new User("id-" + name + "-" + user, user, "guest");
        }
    }
}
