package io.chatka.internal.redis;

import static io.chatka.internal.redis.RedisTesting.connect;
import static io.chatka.internal.redis.RedisTesting.connectWithDeadline;
import static io.chatka.internal.redis.RedisTesting.eventually;
import static io.chatka.internal.redis.RedisTesting.get;
import static io.chatka.internal.redis.RedisTesting.publication;
import static io.chatka.internal.redis.RedisTesting.publish;
import static io.chatka.internal.redis.RedisTesting.tryPublish;
import static io.chatka.internal.redis.RedisTesting.watchful;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chatka.api.BrokerUnavailableException;
import io.chatka.internal.broker.Head;
import io.chatka.internal.broker.Hearing;
import io.chatka.internal.broker.Position;
import io.chatka.internal.broker.Receipt;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Redis is frozen, slow or deaf, and connections to it are killed. */
class RedisNetworkFaultsIT extends RedisFaults {
    @Test
    void a_network_that_swallows_everything_is_noticed_and_survived() throws Exception {
        RealRedis redis = opened(RealRedis.start());
        RedisBroker speaker = opened(connect(redis));
        Proxy proxy = opened(new Proxy(redis.port()));
        RedisBroker broker = opened(get(RedisBroker.connect(watchful(proxy.uri()))));
        Hearing hearing = subscribe(broker, "lobby");
        proxy.cut();
        Position missed = publish(speaker, "lobby", "swallowed");
        eventually(() -> assertThat(hearing.lost).hasValue(1));
        proxy.heal();
        eventually(() -> assertThat(hearing.resumed).extracting(Head::position).containsExactly(missed));
        publish(speaker, "lobby", "heard");
        eventually(() -> assertThat(hearing.seqs()).containsExactly(2L));
    }

    @Test
    void a_listener_can_account_for_every_event_while_its_connection_is_killed_again_and_again() {
        RealRedis redis = opened(RealRedis.start());
        RedisBroker speaker = opened(connect(redis));
        RedisBroker broker = opened(connect(redis));
        Hearing hearing = subscribe(broker, "lobby");
        AtomicBoolean over = new AtomicBoolean();
        CompletableFuture<Void> killer = CompletableFuture.runAsync(() -> {
            int back = 0;
            while (!over.get()) {
                redis.call("CLIENT", "KILL", "TYPE", "pubsub");
                int before = back;
                // Sometimes lets it come back, or there would be nothing to kill.
                eventually(() -> assertThat(over.get() || hearing.resumed.size() > before)
                        .isTrue());
                back = hearing.resumed.size();
            }
        });
        for (int i = 1; i <= 20_000 || hearing.resumed.size() < 10 && !killer.isDone(); i++) {
            assertThat(publish(speaker, "lobby", "x").seq()).isEqualTo(i);
        }
        over.set(true);
        killer.join();
        long top = publish(speaker, "lobby", "last").seq();
        eventually(() -> assertThat(accountedFor(hearing)).hasSize((int) top));
        assertThat(hearing.seqs()).isSorted().doesNotHaveDuplicates();
        assertThat(hearing.overlapped).isFalse();
        assertThat(hearing.late).isFalse();
    }

    @Test
    void a_connection_that_is_killed_under_load_fails_some_publishes_and_doubles_none() {
        RealRedis redis = opened(RealRedis.start());
        RedisBroker broker = opened(connect(redis));
        Hearing hearing = subscribe(broker, "lobby");
        AtomicBoolean over = new AtomicBoolean();
        CompletableFuture<Void> killer = CompletableFuture.runAsync(() -> {
            for (int i = 0; i < 10; i++) {
                int before = hearing.resumed.size();
                redis.call("CLIENT", "KILL", "TYPE", "normal");
                eventually(() -> assertThat(hearing.resumed).hasSizeGreaterThan(before));
            }
        });
        killer.whenComplete((done, failure) -> over.set(true));
        long asked = 0;
        Deque<CompletionStage<Receipt>> window = new ArrayDeque<>();
        while (!over.get() || !window.isEmpty()) {
            if (!over.get() && broker.available()) {
                window.add(broker.rooms().publish("lobby", publication("x")));
                asked++;
            }
            if (!window.isEmpty() && (over.get() || window.size() > 100)) {
                try {
                    get(window.remove());
                } catch (BrokerUnavailableException e) {
                    // It may be stored or not, so the test counts it as sent.
                }
            }
        }
        killer.join();
        Position top = publish(broker, "lobby", "last");
        assertThat(top.seq()).isLessThanOrEqualTo(asked + 1);
        eventually(() -> assertThat(accountedFor(hearing)).hasSize((int) top.seq()));
        assertThat(hearing.lost.get()).isEqualTo(hearing.resumed.size());
        assertThat(hearing.late).isFalse();
    }

    @Test
    void a_frozen_Redis_fails_publishes_at_their_deadline_and_then_at_once() {
        RealRedis redis = opened(RealRedis.start());
        RedisBroker broker = opened(connectWithDeadline(redis));
        Hearing hearing = subscribe(broker, "lobby");
        redis.stop();
        assertFails(broker.rooms().publish("lobby", publication("no answer")));
        eventually(() -> assertThat(hearing.lost).hasValue(1));
        for (int i = 0; i < 10_000; i++) {
            assertThat(broker.rooms().publish("lobby", publication("refused")).toCompletableFuture())
                    .isCompletedExceptionally();
        }
        redis.resume();
        eventually(() -> assertThat(hearing.resumed).hasSize(1));
        Position next = publish(broker, "lobby", "back");
        assertThat(next.seq()).isLessThanOrEqualTo(2);
        eventually(() -> assertThat(accountedFor(hearing)).hasSize((int) next.seq()));
    }

    @Test
    void a_frozen_Redis_is_noticed_without_any_traffic() {
        RealRedis redis = opened(RealRedis.start());
        RedisBroker broker = opened(get(RedisBroker.connect(watchful(redis.uri()))));
        Hearing hearing = subscribe(broker, "lobby");
        redis.stop();
        eventually(() -> assertThat(hearing.lost).hasValue(1));
        redis.resume();
        eventually(() -> assertThat(hearing.resumed).hasSize(1));
    }

    @Test
    void a_slow_Redis_fails_what_is_late_and_keeps_its_connections() throws Exception {
        RealRedis redis = opened(RealRedis.start());
        Proxy proxy = opened(new Proxy(redis.port()));
        RedisBroker broker = opened(get(RedisBroker.connect(watchful(proxy.uri()))));
        Hearing hearing = subscribe(broker, "lobby");
        assertThat(publish(broker, "lobby", "fast").seq()).isEqualTo(1);
        proxy.trickle(true);
        Deque<CompletionStage<Receipt>> stages = new ArrayDeque<>();
        for (int i = 0; i < 60; i++) {
            stages.add(broker.rooms().publish("lobby", publication("x")));
        }
        assertThatThrownBy(() -> get(stages.getLast()))
                .isInstanceOf(BrokerUnavailableException.class)
                .hasMessageContaining("did not answer in time");
        // Longer than the answer to a ping may take.
        eventually(() -> assertThat(hearing.events).hasSizeGreaterThan(20));
        proxy.trickle(false);
        eventually(() -> assertThat(hearing.events).hasSize(61));
        assertThat(hearing.lost).hasValue(0);
        assertThat(publish(broker, "lobby", "fast again").seq()).isEqualTo(62);
    }

    @Test
    void more_than_the_queue_holds_is_refused_at_once() {
        RealRedis redis = opened(RealRedis.start());
        RedisBroker broker = opened(get(RedisBroker.connect(watchful(redis.uri()))));
        redis.stop();
        List<CompletionStage<Receipt>> stages = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            stages.add(broker.rooms().publish("lobby", publication("x")));
        }
        assertThat(stages.stream().filter(stage -> stage.toCompletableFuture().isDone()))
                .hasSizeGreaterThanOrEqualTo(890);
        for (CompletionStage<Receipt> stage : stages) {
            assertFails(stage);
        }
        redis.resume();
        eventually(() -> assertThat(tryPublish(broker, "lobby")).isNotNull());
        // The queue has room again.
        for (int i = 0; i < 300; i++) {
            publish(broker, "lobby", "x");
        }
    }

    @Test
    void a_connection_that_is_deaf_but_answers_pings_is_noticed_and_replaced() throws Exception {
        RealRedis redis = opened(RealRedis.start());
        Proxy proxy = opened(new Proxy(redis.port()));
        RedisBroker broker = opened(get(RedisBroker.connect(watchful(proxy.uri()))));
        Hearing hearing = subscribe(broker, "lobby");
        proxy.deafen(true);
        eventually(() -> assertThat(hearing.lost.get()).isPositive());
        eventually(() -> assertThat(broker.available()).isFalse());
        proxy.deafen(false);
        int before = hearing.events.size();
        // Repeated: each time, the room misses what is published before it is subscribed again, and
        // finds it by its position.
        eventually(() -> {
            tryPublish(broker, "lobby");
            assertThat(hearing.events).hasSizeGreaterThan(before);
        });
    }

    @Test
    void closing_waits_for_no_frozen_Redis_and_ends_what_is_under_way() {
        RealRedis redis = opened(RealRedis.start());
        RedisBroker broker = connectWithDeadline(redis);
        redis.stop();
        CompletionStage<Receipt> publishing = broker.rooms().publish("lobby", publication("x"));
        CompletionStage<Head> subscribing = broker.rooms().subscribe("lobby", new Hearing());
        CompletableFuture<Void> closing = CompletableFuture.runAsync(broker::close);
        assertThat(closing).succeedsWithin(15, TimeUnit.SECONDS);
        assertFails(publishing);
        assertFails(subscribing);
        redis.resume();
        eventually(() -> assertThat(Thread.getAllStackTraces().keySet())
                .noneMatch(thread -> thread.getName().startsWith("chatka-")));
    }

    private static Set<Long> accountedFor(Hearing hearing) {
        Set<Long> seqs = new TreeSet<>(hearing.seqs());
        for (Head position : hearing.resumed) {
            LongStream.rangeClosed(1, position.seq()).forEach(seqs::add);
        }
        return seqs;
    }
}
