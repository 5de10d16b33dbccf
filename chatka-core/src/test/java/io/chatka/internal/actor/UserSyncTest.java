package io.chatka.internal.actor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.typesafe.config.ConfigFactory;
import io.chatka.api.User;
import io.chatka.internal.broker.BrokerOf;
import io.chatka.internal.broker.NodeChannel;
import io.chatka.internal.broker.NoteListener;
import io.chatka.internal.broker.Topic;
import io.chatka.internal.cluster.Nodes;
import io.chatka.internal.config.ChatSettings;
import io.chatka.internal.lane.Greeting;
import io.chatka.internal.meter.NodeMeter;
import io.chatka.internal.protocol.PresenceNote;
import io.chatka.internal.protocol.UserChanges;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import org.apache.pekko.actor.testkit.typed.javadsl.TestInbox;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.Test;

/** One room on several nodes. Its users have connections to several of them; the clock moves when a test says so. */
class UserSyncTest {
    private static final ChatSettings SETTINGS =
            ChatSettings.read(ConfigFactory.defaultReference().resolve());

    private final Queue<byte[]> channel = new ArrayDeque<>();
    private final List<Node> nodes = new ArrayList<>();
    private final Set<String> gone = new HashSet<>();
    private long nanos = Long.MAX_VALUE - 1;
    private int largestNote;
    private int opened;

    private final Node x = new Node("x");
    private final Node y = new Node("y");

    @Test
    void one_of_two_tabs_says_nothing_about_the_user_but_counts_as_a_member() {
        x.open("Watcher");
        x.open("Ann");
        x.told();
        x.open("Ann");
        assertThat(x.told()).containsExactly("members 3 users 2 joined[] left[]");
        x.close("Ann");
        assertThat(x.told()).containsExactly("members 2 users 2 joined[] left[]");
        x.close("Ann");
        assertThat(x.told()).containsExactly("members 1 users 1 joined[] left[Ann]");
    }

    @Test
    void a_tab_on_another_node_says_nothing_about_the_user_on_any_node() {
        Node z = new Node("z");
        z.open("Watcher");
        x.open("Ann");
        run(Duration.ofSeconds(3));
        z.told();
        y.open("Ann");
        assertThat(y.usersAtJoin).isEqualTo(2);
        assertThat(z.told()).containsExactly("members 3 users 2 joined[] left[]");
        assertThat(x.presence.usersWith(user("Ann"))).isEqualTo(2);
        x.close("Ann");
        assertThat(z.told()).containsExactly("members 2 users 2 joined[] left[]");
        y.close("Ann");
        assertThat(z.told()).containsExactly("members 1 users 1 joined[] left[Ann]");
    }

    @Test
    void a_user_of_a_dead_node_who_is_back_on_another_one_counts_once() {
        y.open("Watcher");
        x.open("Ann");
        run(Duration.ofSeconds(3));
        y.told();
        x.dead = true;
        y.open("Ann");
        assertThat(y.told()).containsExactly("members 3 users 2 joined[] left[]");
        gone.add("x");
        y.presence.nodesChanged();
        assertThat(y.told()).containsExactly("members 2 users 2 joined[] left[]");
    }

    @Test
    void a_node_that_was_paused_counts_the_same_users_again() {
        y.open("Watcher");
        x.open("Ann");
        x.open("Bob");
        y.open("Bob");
        run(Duration.ofSeconds(3));
        gone.add("x");
        y.presence.nodesChanged();
        assertThat(y.users()).isEqualTo(2);
        gone.clear();
        y.presence.nodesChanged();
        assertThat(y.users()).isEqualTo(3);
    }

    @Test
    void a_lost_note_is_found_by_the_next_one() {
        x.open("Ann");
        y.open("Bob");
        run(Duration.ofSeconds(3));
        y.deaf = true;
        x.open("Bob");
        run(Duration.ofSeconds(2));
        y.deaf = false;
        assertThat(y.users()).isEqualTo(2);
        x.open("Eve");
        run(Duration.ofSeconds(5));
        assertThat(y.users()).isEqualTo(3);
        assertThat(x.users()).isEqualTo(3);
    }

    @Test
    void a_room_that_restarts_counts_its_users_again() {
        x.open("Ann");
        y.open("Ann");
        y.open("Bob");
        run(Duration.ofSeconds(3));
        y.presence.leave();
        run(Duration.ofSeconds(1));
        assertThat(x.users()).isEqualTo(1);
        y.start();
        run(Duration.ofSeconds(3));
        assertThat(x.users()).isEqualTo(2);
        assertThat(y.users()).isEqualTo(2);
    }

    @Test
    void any_order_of_joins_and_leaves_on_three_nodes_ends_in_the_exact_number() {
        Node z = new Node("z");
        Random random = new Random(7);
        for (int i = 0; i < 600; i++) {
            Node node = nodes.get(random.nextInt(3));
            String user = "u" + random.nextInt(40);
            if (random.nextInt(5) < 3) {
                node.open(user);
            } else {
                node.close(user);
            }
            node.deaf = random.nextInt(10) == 0;
            run(Duration.ofMillis(random.nextInt(200)));
        }
        nodes.forEach(node -> node.deaf = false);
        List.of(x, y, z).forEach(node -> node.open("last"));
        run(Duration.ofSeconds(30));
        Set<String> all = new HashSet<>();
        nodes.forEach(node -> all.addAll(node.open.keySet()));
        for (Node node : nodes) {
            assertThat(node.users()).isEqualTo(all.size());
        }
    }

    @Test
    void users_of_a_large_room_are_exact_where_nobody_is_on_two_nodes_and_near_otherwise() {
        for (int i = 0; i < 20_000; i++) {
            x.open("a" + i);
            y.open("b" + i);
        }
        run(Duration.ofSeconds(15));
        assertThat(x.users()).isEqualTo(40_000);
        for (int i = 0; i < 10_000; i++) {
            y.open("a" + i);
        }
        run(Duration.ofSeconds(15));
        // One hash in 8 or 16 is told: a standard error of 390 at most.
        assertThat(x.users()).isCloseTo(40_000, within(1_200L));
        assertThat(y.users()).isEqualTo(x.users());
        for (int i = 0; i < 20_000; i++) {
            y.close("b" + i);
            y.close("a" + i);
        }
        run(Duration.ofSeconds(15));
        assertThat(x.users()).isEqualTo(20_000);
        assertThat(largestNote).isLessThan(UserChanges.MOST * 12 + 100_000);
    }

    private void run(Duration time) {
        long until = nanos + time.toNanos();
        while (nanos - until < 0) {
            nanos += Duration.ofMillis(50).toNanos();
            nodes.forEach(Node::due);
            hear();
        }
    }

    private void hear() {
        while (!channel.isEmpty()) {
            byte[] note = channel.poll();
            largestNote = Math.max(largestNote, note.length);
            nodes.forEach(node -> node.hear(note));
        }
    }

    private static User user(String name) {
        return new User("id-" + name, name, "member");
    }

    private final class Node implements NodeChannel {
        final String name;
        final RoomMembers members = new RoomMembers(
                "lobby",
                1,
                SETTINGS,
                NodeMeter.unread(),
                new Lookalikes(new ForeignNames()),
                new RoomIndex.Entry(null));
        final Map<String, List<ActorRef<UserActor.Command>>> open = new HashMap<>();
        private final RecordingConnection connection = new RecordingConnection(new InstantLane());
        Presence presence;
        boolean deaf;
        boolean dead;
        long usersAtJoin;
        private long refreshed;

        Node(String name) {
            this.name = name;
            nodes.add(this);
            start();
        }

        void start() {
            presence = new Presence(
                    new ChatContext(
                            SETTINGS,
                            new BrokerOf(null, this),
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
            presence.ask();
            UserSyncTest.this.hear();
        }

        void open(String user) {
            usersAtJoin = presence.usersWith(user(user));
            ActorRef<UserActor.Command> ref =
                    TestInbox.<UserActor.Command>create("user" + opened++).getRef();
            boolean first = members.add(
                    new ChatRoomActor.Join(
                            ref,
                            user(user),
                            Samples.GUEST,
                            open.isEmpty() ? connection : new RecordingConnection(new InstantLane()),
                            null,
                            0,
                            null,
                            null),
                    Greeting.NONE,
                    () -> {});
            open.computeIfAbsent(user, absent -> new ArrayList<>()).add(ref);
            presence.joined(user(user), first);
        }

        void close(String user) {
            List<ActorRef<UserActor.Command>> refs = open.get(user);
            if (refs != null) {
                presence.left(members.remove(refs.remove(refs.size() - 1), List.of()));
                open.values().removeIf(List::isEmpty);
            }
        }

        long users() {
            return presence.usersWith(user("nobody")) - 1;
        }

        /** What the first member was told of presence after three seconds, in short. */
        List<String> told() {
            run(Duration.ofSeconds(3));
            return connection.take().stream()
                    .filter(frame -> frame.contains("\"type\":\"presence\""))
                    .map(frame -> frame.replaceAll("^.*\"members\":|\\{\"id\":\"[^\"]*\",\"name\":|}$|}(?=])|\"", "")
                            .replace(",users:", " users ")
                            .replace(",joined:", " joined")
                            .replace(",left:", " left"))
                    .map(frame -> "members " + frame)
                    .toList();
        }

        void due() {
            if (dead) {
                return;
            }
            if (presence.hasPeers() && nanos - refreshed >= Presence.REFRESH.toNanos()) {
                refreshed = nanos;
                presence.refresh();
            }
            if (presence.changed() && presence.untilDue().isZero()) {
                presence.flush();
            }
        }

        void hear(byte[] note) {
            boolean own = PresenceNote.decode(note).orElseThrow().node().equals(name);
            if (!dead && (own || !deaf)) {
                presence.heard(note);
            }
        }

        @Override
        public void send(Topic topic, byte[] note) {
            channel.add(note);
        }

        @Override
        public void subscribe(Topic topic, NoteListener listener) {}

        @Override
        public void unsubscribe(Topic topic, NoteListener listener) {}
    }
}
