package io.chatka.internal.redis;

import static io.chatka.internal.redis.RedisTesting.eventually;
import static io.chatka.internal.redis.RedisTesting.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chatka.api.BrokerUnavailableException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Redis by a host name, with a resolver that answers as the test wants. */
class RedisNamesIT {
    private static RealRedis redis;

    @BeforeAll
    static void start() {
        redis = RealRedis.start();
    }

    @AfterAll
    static void stop() {
        redis.close();
    }

    @Test
    void a_name_server_that_is_slower_than_any_deadline_of_Redis_delays_the_start_and_no_more() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch answer = new CountDownLatch(1);
        RedisSettings settings = RedisTesting.impatient(url("redis_1"));
        Engine engine = new Engine(settings, host -> {
            assertThat(host).isEqualTo("redis_1");
            asked.countDown();
            await(answer);
            return addresses("127.0.0.1");
        });
        var connecting = RedisBroker.connect(settings, engine).toCompletableFuture();
        asked.await();
        // Longer than a command and a connection may take, twice: this test is about time.
        assertThatThrownBy(() -> connecting.get(2_500, TimeUnit.MILLISECONDS))
                .isInstanceOf(java.util.concurrent.TimeoutException.class);
        answer.countDown();
        get(connecting).close();
    }

    @Test
    void a_name_that_is_not_known_is_told_as_that() {
        RedisSettings settings = RedisTesting.patient(url("redis.internal"));
        Engine engine = new Engine(settings, host -> {
            throw new UnknownHostException(host + ": Temporary failure in name resolution");
        });
        assertThatThrownBy(() -> get(RedisBroker.connect(settings, engine)))
                .isInstanceOfSatisfying(BrokerUnavailableException.class, unavailable -> {
                    assertThat(unavailable.isLasting()).isFalse();
                    assertThat(unavailable.getMessage())
                            .contains("redis.internal:" + redis.port())
                            .contains("name cannot be resolved (Temporary failure in name resolution)");
                });
    }

    @Test
    void addresses_are_tried_in_turn() {
        RedisSettings settings = RedisTesting.patient(url("several"));
        // No server listens at the first two.
        Engine engine = new Engine(settings, host -> addresses("::1", "127.0.0.2", "127.0.0.1"));
        get(RedisBroker.connect(settings, engine)).close();
    }

    @Test
    void the_name_is_looked_up_again_for_each_attempt_to_connect() throws Exception {
        AtomicInteger questions = new AtomicInteger();
        AtomicReference<String> now = new AtomicReference<>("127.0.0.1");
        RedisSettings settings = RedisTesting.patient(url("moving"));
        Engine engine = new Engine(settings, host -> {
            questions.incrementAndGet();
            return addresses(now.get());
        });
        RedisBroker broker = get(RedisBroker.connect(settings, engine));
        try {
            now.set("127.0.0.2");
            redis.call("CLIENT", "KILL", "TYPE", "normal");
            eventually(() ->
                    assertThat(broker.unavailableBecause()).get().asString().contains("connection refused"));
            int before = questions.get();
            eventually(() -> assertThat(questions).hasValueGreaterThan(before + 1));
            now.set("127.0.0.1");
            eventually(() -> assertThat(broker.unavailableBecause()).isEmpty());
        } finally {
            broker.close();
        }
    }

    private static String url(String host) {
        return "redis://" + host + ":" + redis.port();
    }

    private static InetAddress[] addresses(String... texts) throws UnknownHostException {
        InetAddress[] addresses = new InetAddress[texts.length];
        for (int i = 0; i < texts.length; i++) {
            addresses[i] = InetAddress.getByName(texts[i]);
        }
        return addresses;
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
