package io.chatka.internal.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.chatka.api.BrokerUnavailableException;
import io.chatka.internal.broker.Broker;
import io.chatka.internal.broker.BrokerListener;
import io.chatka.internal.broker.EmbeddedBroker;
import io.chatka.internal.broker.EmbeddedSettings;
import io.chatka.internal.broker.HistorySettings;
import io.chatka.internal.protocol.ClientException;
import io.chatka.internal.protocol.RoomNames;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BrokerProbeTest {
    private static final Duration EVERY = Duration.ofMillis(10);
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final AtomicLong clock = new AtomicLong();
    private final List<Long> roundTrips = Collections.synchronizedList(new ArrayList<>());
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final Broker broker =
            new EmbeddedBroker(Clock.systemUTC(), clock::get, EmbeddedSettings.defaults(HistorySettings.defaults()));
    private final AtomicBoolean deaf = new AtomicBoolean();
    private final AtomicInteger refusals = new AtomicInteger();

    /** The broker, but for the faults that a test puts in. */
    private final Broker faulty = (Broker) Proxy.newProxyInstance(
            getClass().getClassLoader(), new Class<?>[] {Broker.class}, (proxy, method, args) -> {
                if (method.getName().equals("announce") && deaf.get()) {
                    return null;
                }
                if (method.getName().equals("subscribe") && refusals.getAndDecrement() > 0) {
                    return CompletableFuture.failedFuture(new BrokerUnavailableException("away", null));
                }
                try {
                    return method.invoke(broker, args);
                } catch (InvocationTargetException failed) {
                    throw failed.getCause();
                }
            });

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

    @Test
    void subscription_that_fails_is_tried_again() {
        refusals.set(3);
        start();
        await().until(() -> !roundTrips.isEmpty());
    }

    @Test
    void clients_cannot_use_its_room() {
        List<String> rooms = new ArrayList<>();
        Broker noting = (Broker) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {Broker.class}, (proxy, method, args) -> {
                    synchronized (rooms) {
                        rooms.add((String) args[0]);
                    }
                    return broker.subscribe("other", (BrokerListener) args[1]);
                });
        new BrokerProbe(noting, "node", nanos -> {}, clock::get, EVERY, PATIENCE, timer).start();
        await().until(() -> {
            synchronized (rooms) {
                return !rooms.isEmpty();
            }
        });
        synchronized (rooms) {
            for (String room : rooms) {
                assertThatThrownBy(() -> RoomNames.requireValid(room)).isInstanceOf(ClientException.class);
            }
        }
    }

    private BrokerProbe start() {
        return new BrokerProbe(faulty, "node", roundTrips::add, clock::get, EVERY, PATIENCE, timer).start();
    }
}
