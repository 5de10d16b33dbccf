package io.chatka.internal.transport;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.chatka.internal.meter.Latency;
import io.chatka.internal.meter.NodeMeter;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class RefusalLogTest {
    private final AtomicLong nanos = new AtomicLong();
    private final NodeMeter meter = new NodeMeter(nanos::get, Latency.NONE, Latency.NONE, Latency.NONE);
    private final RefusalLog refusals = new RefusalLog(meter);
    private final Logger logger = (Logger) LoggerFactory.getLogger(RefusalLog.class);
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();

    @BeforeEach
    void listen() {
        log.start();
        logger.addAppender(log);
    }

    @AfterEach
    void stop() {
        logger.detachAppender(log);
    }

    private List<String> lines() {
        return log.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
    }

    @Test
    void an_origin_is_named_once_an_hour_with_the_remedy() {
        for (int i = 0; i < 100; i++) {
            refusals.origin("https://evil.test");
        }
        assertThat(lines())
                .hasSize(1)
                .first()
                .asString()
                .contains("https://evil.test", "chatka.server.allowed-origins");
        nanos.addAndGet(TimeUnit.HOURS.toNanos(1));
        refusals.origin("https://evil.test");
        assertThat(lines()).hasSize(2);
        assertThat(meter.rejects(NodeMeter.Reject.ORIGIN)).isEqualTo(101);
    }

    @Test
    void a_flood_of_origins_is_ten_lines_a_minute() {
        for (int i = 0; i < 1000; i++) {
            refusals.origin("https://" + i + ".test");
        }
        assertThat(lines()).hasSize(10);
        nanos.addAndGet(TimeUnit.MINUTES.toNanos(1));
        refusals.origin("https://later.test");
        assertThat(lines()).hasSize(11);
    }

    @Test
    void what_was_sent_is_shown_in_printable_ascii_and_not_at_any_length() {
        refusals.origin("https://\u001b[31m\u202e\ud83d\ude00\"" + "x".repeat(5000));
        assertThat(lines().get(0))
                .matches("[ -~]*")
                .hasSizeLessThan(400)
                .contains("\\u001b[31m\\u202e\\u{1f600}\\u0022");
    }

    @Test
    void large_headers_are_told_the_first_time_and_after_a_minute_without() {
        refusals.headers(16384);
        refusals.headers(16384);
        assertThat(lines()).hasSize(1).first().asString().contains("16384", "chatka.limits.headers");
        nanos.addAndGet(TimeUnit.MINUTES.toNanos(1) + 1);
        refusals.headers(16384);
        assertThat(lines()).hasSize(2);
        assertThat(meter.rejects(NodeMeter.Reject.HEADERS)).isEqualTo(3);
    }
}
