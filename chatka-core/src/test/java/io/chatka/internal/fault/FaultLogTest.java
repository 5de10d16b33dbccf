package io.chatka.internal.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class FaultLogTest {
    private final AtomicLong clock = new AtomicLong();
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
    private final FaultLog faults = new FaultLog(logger(), clock::get);

    private Logger logger() {
        Logger logger = (Logger) LoggerFactory.getLogger("faults under test");
        logger.setLevel(Level.INFO);
        logger.setAdditive(false);
        lines.start();
        logger.addAppender(lines);
        return logger;
    }

    @Test
    void the_first_of_a_kind_is_logged_with_its_cause_and_the_others_are_counted() {
        for (int i = 0; i < 1_000; i++) {
            faults.report("a member failed", new IllegalStateException("here"));
        }
        assertThat(lines.list).hasSize(1);
        assertThat(lines.list.get(0).getFormattedMessage()).isEqualTo("a member failed");
        assertThat(lines.list.get(0).getThrowableProxy().getMessage()).isEqualTo("here");

        clock.addAndGet(Duration.ofMinutes(1).toNanos());
        faults.report("a member failed", new IllegalStateException("there"));
        assertThat(lines.list).hasSize(2);
        assertThat(lines.list.get(1).getFormattedMessage())
                .isEqualTo("a member failed (999 more of these since the last such line)");
    }

    @Test
    void another_kind_is_logged_at_once() {
        faults.report("a member failed", new IllegalStateException());
        faults.report("a member failed", new OutOfMemoryError());
        faults.report("a room failed", new OutOfMemoryError());
        assertThat(lines.list).hasSize(3);
    }

    @Test
    void every_fault_is_counted() {
        long before = FaultLog.total();
        faults.report("a member failed", new IllegalStateException());
        faults.report("a member failed", new IllegalStateException());
        assertThat(FaultLog.total()).isGreaterThanOrEqualTo(before + 2);
    }

    @Test
    void steps_behind_one_that_fails_are_done() {
        List<String> done = new ArrayList<>();
        faults.attempt("the first step failed", () -> {
            throw new OutOfMemoryError();
        });
        faults.attempt("the second step failed", () -> done.add("second"));
        assertThat(done).containsExactly("second");
        assertThat(lines.list).hasSize(1);
    }

    @Test
    void a_log_that_fails_fails_nobody_else() {
        FaultLog broken = new FaultLog(null, clock::get);
        assertThatCode(() -> broken.report("a member failed", new IllegalStateException()))
                .doesNotThrowAnyException();
    }
}
