package io.chatka.internal.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chatka.internal.broker.EmbeddedBroker;
import io.chatka.internal.broker.EmbeddedSettings;
import io.chatka.internal.broker.HistorySettings;
import io.chatka.internal.broker.NodeChannel;
import io.chatka.internal.broker.NoteListener;
import io.chatka.internal.broker.Topic;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BrokerProbeTest {
    private static final Duration EVERY = Duration.ofMillis(10);
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final AtomicLong clock = new AtomicLong();
    private final List<Long> roundTrips = Collections.synchronizedList(new ArrayList<>());
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final NodeChannel channel = new EmbeddedBroker(
                    Clock.systemUTC(), clock::get, EmbeddedSettings.defaults(HistorySettings.defaults()))
            .nodes();
    private final AtomicBoolean deaf = new AtomicBoolean();

    /** The channel, which loses what is sent while it is deaf. */
    private final NodeChannel lossy = new NodeChannel() {
        @Override
        public void send(Topic topic, byte[] note) {
            if (!deaf.get()) {
                channel.send(topic, note);
            }
        }

        @Override
        public void subscribe(Topic topic, NoteListener listener) {
            channel.subscribe(topic, listener);
        }

        @Override
        public void unsubscribe(Topic topic, NoteListener listener) {
            channel.unsubscribe(topic, listener);
        }
    };

    @AfterEach
    void stop() {
        timer.shutdownNow();
    }

    @Test
    void what_is_published_is_heard_and_timed() {
        BrokerProbe probe = start();
        await().until(() -> roundTrips.size() > 3);
        clock.addAndGet(PATIENCE.toNanos() / 2);
        assertThat(probe.hearing()).isTrue();
    }

    @Test
    void broker_that_delivers_nothing_is_deaf_until_it_delivers() {
        BrokerProbe probe = start();
        await().until(() -> !roundTrips.isEmpty());
        deaf.set(true);
        await().until(() -> {
            clock.addAndGet(PATIENCE.toNanos());
            return !probe.hearing();
        });
        deaf.set(false);
        await().until(probe::hearing);
    }

    private BrokerProbe start() {
        return new BrokerProbe(lossy, "node", roundTrips::add, clock::get, PATIENCE).start(timer, EVERY);
    }
}
