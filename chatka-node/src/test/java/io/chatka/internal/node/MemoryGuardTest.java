package io.chatka.internal.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chatka.api.ConfigException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MemoryGuardTest {
    private final AtomicLong used = new AtomicLong(990);
    private final AtomicLong nanos = new AtomicLong();
    private final AtomicInteger asked = new AtomicInteger();
    private final MemoryGuard guard = new MemoryGuard(1000, used::get, nanos::get, asked::incrementAndGet);

    @BeforeEach
    void defaults() {
        guard.reconfigure(settings(85, 75));
    }

    @Test
    void momentaryUse_isNotLookedAt() {
        guard.collected(400);
        guard.look();
        assertThat(guard.refusing()).isFalse();
        assertThat(guard.percent()).isEqualTo(40);
    }

    @Test
    void refusesFromOneBound_untilBelowTheOther() {
        guard.collected(849);
        assertThat(guard.refusing()).isFalse();
        guard.collected(850);
        assertThat(guard.refusing()).isTrue();
        guard.collected(750);
        assertThat(guard.refusing()).as("between both").isTrue();
        guard.collected(749);
        assertThat(guard.refusing()).isFalse();
        guard.collected(849);
        assertThat(guard.refusing()).as("between both, on the way up").isFalse();
    }

    @Test
    void slowReadersThatWereCutOff_areAReason() {
        AtomicBoolean over = new AtomicBoolean(true);
        guard.watch(new BufferGuard(over::get));
        guard.look();
        assertThat(guard.refusing()).isTrue();
        assertThat(guard.shortages())
                .singleElement()
                .asString()
                .contains("read slowly", "-XX:MaxDirectMemorySize", "chatka.limits.queued");
        assertThat(asked).as("collections of a heap that is not full").hasValue(0);
        over.set(false);
        guard.look();
        assertThat(guard.refusing()).isFalse();
        assertThat(guard.shortages()).isEmpty();
    }

    @Test
    void lessInUseThanMayBe_isKnownWithoutACollection() {
        guard.collected(900);
        used.set(740);
        guard.look();
        assertThat(guard.refusing()).isFalse();
        assertThat(guard.percent()).isEqualTo(74);
    }

    @Test
    void nothingIsCollectedByItself_itIsAskedForLessAndLessOften() {
        guard.collected(900);
        int asksInAMinute = lookFor(Duration.ofMinutes(1));
        assertThat(asksInAMinute).isBetween(3, 5);
        assertThat(lookFor(Duration.ofMinutes(10))).isBetween(9, 11);
    }

    @Test
    void collectionsThatHappenAnyway_areNotAskedFor() {
        guard.collected(900);
        for (int second = 0; second < 60; second++) {
            nanos.addAndGet(Duration.ofSeconds(1).toNanos());
            guard.collected(900);
            guard.look();
        }
        assertThat(asked).hasValue(0);
    }

    @Test
    void noShortage_noCollectionIsAskedFor() {
        guard.collected(800);
        assertThat(lookFor(Duration.ofMinutes(10))).isZero();
    }

    @Test
    void off_neverRefuses_andLetsInAgain() {
        guard.collected(900);
        guard.reconfigure(settings("off", 75));
        assertThat(guard.refusing()).isFalse();
        guard.collected(1000);
        assertThat(guard.refusing()).isFalse();
    }

    @Test
    void loweredBound_holdsAtOnce() {
        guard.collected(600);
        guard.reconfigure(settings(60, 50));
        assertThat(guard.refusing()).isTrue();
    }

    @Test
    void boundsThatCross_areRefused() {
        assertThatThrownBy(() -> guard.reconfigure(settings(75, 75)))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("chatka.limits.memory.resume")
                .hasMessageContaining("less than chatka.limits.memory.refuse");
    }

    private int lookFor(Duration time) {
        int before = asked.get();
        for (long second = 0; second < time.toSeconds(); second++) {
            nanos.addAndGet(Duration.ofSeconds(1).toNanos());
            guard.look();
        }
        return asked.get() - before;
    }

    private static NodeSettings.Memory settings(Object refuse, int resume) {
        return NodeSettings.read(Configuration.defaults(
                        Map.of("chatka.limits.memory.refuse", refuse, "chatka.limits.memory.resume", resume)))
                .memory();
    }
}
