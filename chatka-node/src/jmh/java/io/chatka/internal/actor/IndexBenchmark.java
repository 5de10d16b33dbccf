package io.chatka.internal.actor;

import io.chatka.api.User;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What the console and the admin API ask of a node with 10,000 rooms and 100,000 users. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class IndexBenchmark {
    private static final int ROOMS = 10_000;
    private static final int USERS = 100_000;
    private static final int PAGE = 101;

    private final RoomIndex rooms = new RoomIndex();
    private final UserSessions users = new UserSessions();

    @Setup
    public void fill() {
        for (int i = 0; i < ROOMS; i++) {
            RoomIndex.Entry room = new RoomIndex.Entry(null);
            room.set(i * 7919 % ROOMS + 1, 1);
            rooms.add("room-" + i, room);
        }
        for (int i = 0; i < USERS; i++) {
            users.tryOpen(new User("g-" + i * 7919L % USERS, "Person " + i, "guest"), null, 0);
        }
    }

    @Benchmark
    public List<RoomIndex.Figures> pageOfRooms() {
        return rooms.page("", "room-5", PAGE);
    }

    @Benchmark
    public List<RoomIndex.Figures> busiestRooms() {
        return rooms.most("", PAGE, RoomIndex.Figures::connections);
    }

    /** Every ten seconds. */
    @Benchmark
    public void ratesOfRooms() {
        rooms.sample(10);
    }

    @Benchmark
    public List<UserSessions.Here> pageOfUsers() {
        return users.page("", "g-5", PAGE);
    }

    @Benchmark
    public List<UserSessions.Here> usersByName() {
        return users.page("person 4242", "", PAGE);
    }

    /** Each second. */
    @Benchmark
    public int countOfUsers() {
        return users.size();
    }
}
