package io.chatka.internal.lane;

import static org.assertj.core.api.Assertions.assertThat;

import io.chatka.internal.fault.FaultLog;
import io.chatka.internal.fault.Injection;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * A fault at any step of a room's work on a lane costs at most one member, and the lane goes on.
 */
class RoomLaneFaultsTest {
    private static final int MEMBERS = 4;
    private static final List<byte[]> REPLAY = List.of(utf8("replay"));

    @Test
    void a_fault_at_any_step_costs_nobody_else_anything() throws Exception {
        assertThat(Injection.everywhere(injection -> new World(injection).live()))
                .isGreaterThan(80);
    }

    /** Members that join, read, stop reading, read again and leave, in rooms of their own lane. */
    private static final class World {
        private final Injection injection;
        private final FakeLane fake = new FakeLane(0);
        private final Lane lane;
        private final RoomLane room;
        private final List<FakeConnection> connections = new ArrayList<>();
        private final List<Member> members = new ArrayList<>();
        private final long faultsBefore = FaultLog.total();
        private long seq;

        World(Injection injection) {
            this.injection = injection;
            this.lane = injection.around(Lane.class, fake, "execute", "atEndOfTurn", "after", "share");
            this.room = new RoomLane("lobby", lane, 100, Duration.ofMillis(2));
        }

        void live() {
            IntStream.range(0, MEMBERS).forEach(n -> join());
            settle();
            deliver(3);
            room.tellEverybody(utf8("urgent"));
            settle();
            connections.get(1).congest();
            deliver(1);
            settle();
            room.missed(seq + 1, seq + 2);
            seq += 2;
            settle();
            connections.get(1).relieve();
            settle();
            // More than may wait.
            deliver(60);
            settle();
            fake.memoryIsOut(true);
            deliver(1);
            settle();
            fake.memoryIsOut(false);
            settle();
            room.remove(members.get(2), List.of(utf8("farewell")));
            join();
            deliver(2);
            settle();
            check();
        }

        private void join() {
            FakeConnection connection = new FakeConnection(fake);
            connections.add(connection);
            Connection faulty = injection.around(
                    Connection.class, connection, "send", "write", "congested", "whenRelieved", "close");
            members.add(room.add(
                    faulty,
                    new Greeting(List.of(utf8("at " + seq)), REPLAY, List.of(utf8("greeting"))),
                    () -> injection.step(connection, "greeted")));
        }

        private void deliver(int messages) {
            for (int i = 0; i < messages; i++) {
                seq++;
                room.deliver(seq, utf8("m" + seq));
            }
        }

        /** Until nothing is left to do, also later. */
        private void settle() {
            for (int i = 0; i < RoomLane.MAX_TRIES + 2; i++) {
                fake.turns();
                fake.timePasses();
            }
            fake.turns();
        }

        private void check() {
            for (FakeConnection connection : connections) {
                if (connection == injection.hit()) {
                    assertThat(connection.isClosed()).as("closed").isTrue();
                } else if (connections.indexOf(connection) == 2) {
                    assertThat(connection.texts()).endsWith("farewell");
                } else {
                    assertThat(connection.isClosed())
                            .as("closed for another's fault")
                            .isFalse();
                    assertThat(connection.texts().subList(1, 3)).containsExactly("replay", "greeting");
                    assertThat(told(connection)).as("told up to").isEqualTo(seq);
                }
                if (connection != injection.hit() && connections.indexOf(connection) < MEMBERS) {
                    assertThat(connection.texts()).as("what nobody may miss").contains("urgent");
                }
            }
            fake.shared().forEach(frame -> assertThat(frame.releases).isEqualTo(1));
            if (injection.hit() != null) {
                assertThat(FaultLog.total()).as("faults that were told").isGreaterThan(faultsBefore);
            }
        }

        /** The seq up to which it has each message or a gap for it, once and in order. */
        private static long told(FakeConnection connection) {
            long at = Long.parseLong(connection.texts().get(0).substring("at ".length()));
            for (String text : connection.texts().subList(1, connection.texts().size())) {
                if (text.startsWith("m")) {
                    assertThat(Long.parseLong(text.substring(1))).isEqualTo(++at);
                } else if (text.contains("gap")) {
                    String[] numbers = text.replaceAll("[^0-9]+", " ").trim().split(" ");
                    assertThat(Long.parseLong(numbers[0])).isEqualTo(at + 1);
                    at = Long.parseLong(numbers[1]);
                }
            }
            return at;
        }
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
