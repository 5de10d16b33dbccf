package io.chatka.internal.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chatka.internal.fault.Injection;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.api.StatefulRedisConnection;
import io.netty.util.concurrent.DefaultEventExecutor;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Callbacks on the broker's thread throw: the connection still comes up again, and every command is
 * answered.
 */
@SuppressWarnings("unchecked")
class CallbackFaultsTest {
    private static final List<Injection.Kind> KINDS = List.of(Injection.Kind.EXCEPTION, Injection.Kind.OUT_OF_MEMORY);

    private static final RedisSettings SETTINGS = RedisTesting.settings(
            "redis://localhost",
            "command-timeout",
            "200ms",
            "reconnect-min",
            "1ms",
            "reconnect-max",
            "2ms",
            "ping",
            "5ms");

    private final DefaultEventExecutor loop = new DefaultEventExecutor();

    @AfterEach
    void stop() {
        loop.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }

    @Test
    void a_link_is_up_and_pinged_again_whatever_its_callbacks_throw() throws Exception {
        int steps = Injection.everywhere(KINDS, injection -> {
            LinkUse use = new LinkUse(injection);
            Link<StatefulConnection<?, ?>> link =
                    new Link<>(loop, SETTINGS, Duration.ofMillis(1), injection.around(Link.Use.class, use));
            loop.execute(link::open);
            use.awaitPings();
            int ups = use.ups.get();
            loop.execute(() -> link.lose(new IllegalStateException("on purpose")));
            await("up again, " + injection.where())
                    .pollInterval(Duration.ofMillis(1))
                    .until(() -> use.ups.get() > ups);
            use.awaitPings();
            loop.submit(link::close).sync();
        });
        assertThat(steps).isGreaterThan(8);
    }

    private static final class LinkUse implements Link.Use<StatefulConnection<?, ?>> {
        private final AtomicInteger ups = new AtomicInteger();
        private final AtomicInteger pings = new AtomicInteger();
        private final StatefulConnection<?, ?> connection;

        LinkUse(Injection injection) {
            connection = injection.around(
                    StatefulConnection.class,
                    connection(StatefulConnection.class, Map.of("isOpen", true)),
                    "addListener",
                    "closeAsync");
        }

        void awaitPings() {
            int before = pings.get();
            await().pollInterval(Duration.ofMillis(1)).until(() -> pings.get() > before + 2);
        }

        @Override
        public CompletionStage<StatefulConnection<?, ?>> connect() {
            return CompletableFuture.completedFuture(connection);
        }

        @Override
        public CompletionStage<String> prepare(StatefulConnection<?, ?> prepared) {
            return CompletableFuture.completedFuture("");
        }

        @Override
        public CompletionStage<?> ping(StatefulConnection<?, ?> pinged) {
            pings.incrementAndGet();
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public long heard() {
            return pings.get();
        }

        @Override
        public void up(StatefulConnection<?, ?> opened, String run) {
            ups.incrementAndGet();
        }

        @Override
        public void down(Throwable cause) {}

        @Override
        public void stillDown(Throwable cause) {}
    }

    @Test
    void every_command_is_answered_and_the_next_ones_are_sent_whatever_is_thrown_for_one() throws Exception {
        int steps = Injection.everywhere(KINDS, injection -> {
            StatefulRedisConnection<String, byte[]> connection = injection.around(
                    StatefulRedisConnection.class,
                    connection(StatefulRedisConnection.class, Map.of()),
                    "async",
                    "flushCommands");
            AtomicReference<Pipeline> lost = new AtomicReference<>();
            Pipeline pipeline = new Pipeline(loop, SETTINGS, new RedisFailure(SETTINGS), cause -> {
                lost.get().down(cause);
                lost.get().up(connection);
            });
            lost.set(pipeline);
            loop.submit(() -> pipeline.up(connection)).sync();
            List<CompletableFuture<?>> calls = submit(pipeline, injection);
            await("answers, " + injection.where())
                    .pollInterval(Duration.ofMillis(1))
                    .until(() -> calls.stream().allMatch(CompletableFuture::isDone));
            long failed = calls.stream()
                    .filter(CompletableFuture::isCompletedExceptionally)
                    .count();
            if (injection.hit() == null) {
                assertThat(failed).isZero();
            }
            CompletableFuture<String> after = pipeline.submit(1, commands -> answer("after"), answer -> answer);
            await("an answer, " + injection.where())
                    .pollInterval(Duration.ofMillis(1))
                    .until(after::isDone);
            loop.submit(() -> pipeline.down(null)).sync();
        });
        assertThat(steps).isGreaterThan(6);
    }

    private static List<CompletableFuture<?>> submit(Pipeline pipeline, Injection injection) {
        List<CompletableFuture<?>> calls = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            calls.add(pipeline.submit(
                    1,
                    commands -> {
                        injection.step(pipeline, "command");
                        return answer("answer");
                    },
                    answer -> {
                        injection.step(pipeline, "meaning");
                        return answer;
                    }));
        }
        return calls;
    }

    private static RedisFuture<String> answer(String text) {
        Answer answer = new Answer();
        answer.complete(text);
        return answer;
    }

    private static final class Answer extends CompletableFuture<String> implements RedisFuture<String> {
        @Override
        public String getError() {
            return null;
        }

        @Override
        public boolean await(long timeout, TimeUnit unit) {
            return true;
        }
    }

    @Test
    void a_place_that_cannot_be_read_or_taken_up_keeps_no_other_from_being_read() {
        List<String> positioned = new ArrayList<>();
        AtomicReference<PositionReader> reader = new AtomicReference<>();
        reader.set(new PositionReader(
                feed -> {
                    if (feed.name.equals("unreadable")) {
                        throw new OutOfMemoryError("on purpose");
                    }
                    return CompletableFuture.completedFuture(null);
                },
                (feed, waiting, head, failure) -> {
                    positioned.add(feed.name + (failure == null ? "" : " failed"));
                    if (feed.name.equals("unusable")) {
                        throw new OutOfMemoryError("on purpose");
                    }
                }));
        for (int i = 0; i < 100; i++) {
            reader.get().add(new TopicFeed("unreadable", "1"));
            reader.get().add(new TopicFeed("unusable", "2"));
        }
        TopicFeed last = new TopicFeed("last", "3");
        reader.get().add(last);
        assertThat(positioned).hasSize(201).endsWith("unreadable failed", "unusable", "last");
        assertThat(last.positioning).isFalse();
    }

    /** A use of a link that does nothing, except what is overridden here. */
    private static <C> C connection(Class<C> type, Map<String, Object> answers) {
        return (C) Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (proxy, method, arguments) -> method.getName().equals("closeAsync")
                        ? CompletableFuture.completedFuture(null)
                        : answers.get(method.getName()));
    }
}
