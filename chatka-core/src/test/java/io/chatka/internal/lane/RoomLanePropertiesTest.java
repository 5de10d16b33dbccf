package io.chatka.internal.lane;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.statistics.Statistics;

/**
 * Whatever happens to a room's lane and to its members' sockets: the messages and the gaps that a
 * member gets are together everything since it joined, in order, each once.
 */
class RoomLanePropertiesTest {
    /** Small enough that deliveries fill it between two turns. */
    private static final int BACKLOG = 1_000;

    private static final int CONNECTIONS = 4;
    private static final String URGENT = "urgent";
    private static final Pattern GAP =
            Pattern.compile("\\{\"type\":\"gap\",\"room\":\"lobby\",\"from\":(\\d+),\"to\":(\\d+)}");

    private enum Kind {
        DELIVER,
        MISS,
        TELL,
        TELL_EVERYBODY,
        ADD,
        REMOVE,
        CONGEST,
        RELIEVE,
        MEMORY_OUT,
        MEMORY_BACK,
        TURN,
        TURNS,
        TIME_PASSES
    }

    /** @param which of the connections, or how large or how many */
    record Action(Kind kind, int which) {}

    @Provide
    Arbitrary<List<Action>> lives() {
        Arbitrary<Kind> kinds = Arbitraries.frequency(
                Tuple.of(12, Kind.DELIVER),
                Tuple.of(1, Kind.MISS),
                Tuple.of(2, Kind.TELL),
                Tuple.of(1, Kind.TELL_EVERYBODY),
                Tuple.of(3, Kind.ADD),
                Tuple.of(1, Kind.REMOVE),
                Tuple.of(3, Kind.CONGEST),
                Tuple.of(3, Kind.RELIEVE),
                Tuple.of(1, Kind.MEMORY_OUT),
                Tuple.of(2, Kind.MEMORY_BACK),
                Tuple.of(5, Kind.TURN),
                Tuple.of(2, Kind.TURNS),
                Tuple.of(3, Kind.TIME_PASSES));
        Arbitrary<Integer> which = Arbitraries.integers().between(0, CONNECTIONS - 1);
        return kinds.flatMap(kind -> which.map(n -> new Action(kind, n))).list().ofMaxSize(120);
    }

    @Property(tries = 2_000)
    void what_a_member_is_given_and_what_it_is_told_it_misses_is_everything(@ForAll("lives") List<Action> life) {
        World world = new World();
        life.forEach(world::act);
        world.end();
        world.members.values().forEach(account -> account.check(world.seq));
        Statistics.collect(world.gaps() > 0 ? "with gaps" : "without");
        Statistics.coverage(lives -> lives.check("with gaps").percentage(share -> share > 20));
    }

    /** A member's connection, and what it is owed. */
    private static final class Account {
        final FakeConnection connection;
        final Member member;
        final long joinedAt;
        long leftAt = -1;
        int urgent;

        Account(FakeConnection connection, Member member, long joinedAt) {
            this.connection = connection;
            this.member = member;
            this.joinedAt = joinedAt;
        }

        void check(long everything) {
            long seq = joinedAt;
            int urgentSeen = 0;
            for (String text : connection.texts()) {
                Matcher gap = GAP.matcher(text);
                if (gap.matches()) {
                    assertThat(Long.parseLong(gap.group(1))).as(text).isEqualTo(seq + 1);
                    seq = Long.parseLong(gap.group(2));
                } else if (text.startsWith("m")) {
                    assertThat(Long.parseLong(text.substring(1, text.indexOf(' '))))
                            .as(text)
                            .isEqualTo(seq + 1);
                    seq++;
                } else if (text.equals(URGENT)) {
                    urgentSeen++;
                }
            }
            if (leftAt < 0) {
                assertThat(seq).as("the last seq").isEqualTo(everything);
                assertThat(urgentSeen).isEqualTo(urgent);
            } else {
                // A member that leaves before it was told its gap gets it when it rejoins with its position.
                assertThat(seq).as("the last seq before it left").isLessThanOrEqualTo(leftAt);
            }
        }
    }

    /** A room, its lane and its members. */
    private static final class World {

        final FakeLane lane = new FakeLane(0);
        final RoomLane room = new RoomLane("lobby", lane, BACKLOG, Duration.ZERO);
        final Map<Integer, Account> present = new HashMap<>();
        final Map<Integer, Account> members = new HashMap<>();
        long seq;

        void act(Action action) {
            Account account = present.get(action.which);
            switch (action.kind) {
                case DELIVER -> deliver(action.which * 100);
                case MISS -> {
                    room.missed(seq + 1, seq + 1 + action.which);
                    seq += 1 + action.which;
                }
                case TELL -> room.tell(utf8("by the way"));
                case TELL_EVERYBODY -> {
                    room.tellEverybody(utf8(URGENT));
                    present.values().forEach(there -> there.urgent++);
                }
                case ADD -> {
                    if (account == null) {
                        add(action.which);
                    }
                }
                case REMOVE -> {
                    if (account != null) {
                        room.remove(account.member, List.of());
                        account.leftAt = seq;
                        present.remove(action.which);
                    }
                }
                case CONGEST -> {
                    if (account != null) {
                        account.connection.congest();
                    }
                }
                case RELIEVE -> {
                    if (account != null) {
                        account.connection.relieve();
                    }
                }
                case MEMORY_OUT -> {
                    lane.turns();
                    lane.memoryIsOut(true);
                }
                case MEMORY_BACK -> memoryBack();
                case TURN -> lane.turn();
                case TURNS -> lane.turns();
                case TIME_PASSES -> {
                    lane.timePasses();
                    lane.turns();
                }
            }
        }

        private void add(int which) {
            FakeConnection connection = new FakeConnection(lane);
            Account account = new Account(connection, room.add(connection, Greeting.NONE, () -> {}), seq);
            present.put(which, account);
            members.put(members.size(), account);
        }

        private void deliver(int size) {
            seq++;
            room.deliver(seq, utf8("m" + seq + " " + "x".repeat(size)));
        }

        private void memoryBack() {
            lane.turns();
            lane.memoryIsOut(false);
            lane.timePasses();
            lane.turns();
        }

        /** Everybody reads again, and one last message shows where each stands. */
        void end() {
            memoryBack();
            present.values().forEach(account -> account.connection.relieve());
            lane.turns();
            deliver(0);
            lane.turns();
        }

        long gaps() {
            List<String> all = new ArrayList<>();
            members.values().forEach(account -> all.addAll(account.connection.texts()));
            return all.stream().filter(text -> GAP.matcher(text).matches()).count();
        }
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
