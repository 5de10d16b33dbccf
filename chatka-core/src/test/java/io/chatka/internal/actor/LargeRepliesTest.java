package io.chatka.internal.actor;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import io.chatka.internal.config.ChatSettings;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Replays and pages of history, as a socket has room for them. */
class LargeRepliesTest {
    private static final long KIB = 1024;
    private static final long REPLAY = 192 * KIB;
    private static final long PAGE = 64 * KIB;

    private final PacedConnection connection = new PacedConnection(256 * KIB);
    private final List<Long> started = new ArrayList<>();
    private int relieved;
    private final LargeReplies replies = new LargeReplies(
            connection, ChatSettings.read(ConfigFactory.defaultReference().resolve()), () -> relieved++);

    @Test
    void firstReplay_mayBeAsLargeAsAny_andThoseBesideItShort() {
        replays(3);
        assertThat(started).containsExactly(REPLAY, 6 * KIB, 6 * KIB);
    }

    @Test
    void replaysUnderWay_areNoMoreThanTheSocketHasRoomFor() {
        replays(32);
        assertThat(started.stream().mapToLong(Long::longValue).sum()).isLessThanOrEqualTo(256 * KIB);
        assertThat(started).hasSize(11);
    }

    @Test
    void endOfOne_isTheTurnOfTheNext() {
        replays(32);
        for (int i = 0; i < 32; i++) {
            replies.ended(started.get(i));
        }
        assertThat(started).hasSize(32);
        assertThat(relieved).isZero();
    }

    @Test
    void replayThatWasTooLarge_isTheNext_withRoomForWhatHasBeenMissedSince() {
        replays(20);
        int before = started.size();
        replies.ended(6 * KIB);
        replies.addReplay(40 * KIB, started::add);
        assertThat(started).hasSize(before + 1);
        for (int i = 0; i <= before; i++) {
            replies.ended(started.get(i));
        }
        assertThat(started.get(before + 1)).isEqualTo(56 * KIB);
    }

    @Test
    void socketThatIsBehind_getsNoMoreUntilItHasTakenHalf() {
        connection.queued = 200 * KIB;
        replays(2);
        assertThat(started).isEmpty();
        connection.queued = 120 * KIB;
        connection.relieve();
        assertThat(relieved).isOne();
        replies.relieved();
        assertThat(started).containsExactly(REPLAY);
        connection.queued += REPLAY;
        replies.ended(REPLAY);
        assertThat(started).containsExactly(REPLAY);
        connection.queued = 0;
        connection.relieve();
        replies.relieved();
        assertThat(started).containsExactly(REPLAY, REPLAY);
    }

    @Test
    void pages_keepTheBound() {
        for (int i = 0; i < 20; i++) {
            replies.addPage(started::add);
        }
        assertThat(started).containsExactly(PAGE, PAGE, PAGE, PAGE);
        for (int i = 0; i < 4; i++) {
            connection.queued += PAGE;
            replies.ended(PAGE);
        }
        assertThat(started).hasSize(4);
        connection.queued = 100 * KIB;
        connection.relieve();
        replies.relieved();
        assertThat(started).hasSize(6);
    }

    private void replays(int count) {
        for (int i = 0; i < count; i++) {
            replies.addReplay(started::add);
        }
    }

    /** A connection with as many queued bytes as the test says. */
    private static final class PacedConnection extends RecordingConnection {
        private final long most;
        private final List<Runnable> tasks = new ArrayList<>();
        private long queued;

        PacedConnection(long most) {
            super(new InstantLane());
            this.most = most;
        }

        void relieve() {
            List<Runnable> due = List.copyOf(tasks);
            tasks.clear();
            due.forEach(Runnable::run);
        }

        @Override
        public boolean hasRoomFor(long bytes) {
            return queued + bytes <= most;
        }

        @Override
        public boolean relieved() {
            return queued <= most / 2;
        }

        @Override
        public void whenRelieved(Runnable task) {
            tasks.add(task);
        }
    }
}
