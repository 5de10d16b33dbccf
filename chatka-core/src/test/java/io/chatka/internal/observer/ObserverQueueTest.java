package io.chatka.internal.observer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chatka.RecordingObserver;
import io.chatka.api.SaidMessage;
import io.chatka.api.Session;
import io.chatka.api.User;
import io.chatka.internal.broker.OccupancyStore;
import io.chatka.internal.meter.NodeMeter;
import io.chatka.internal.protocol.CloseCode;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class ObserverQueueTest {
    private static final User ANN = new User("u1", "Ann", "member");
    private static final Session SESSION = new Session("s1", ANN, null);

    private final NodeMeter meter = NodeMeter.unread();

    /** Blocks in its first event until it is released. */
    private static final class Blocking extends RecordingObserver {
        final CountDownLatch blocked = new CountDownLatch(1);
        final CountDownLatch released = new CountDownLatch(1);

        @Override
        public void connected(Session session) {
            blocked.countDown();
            try {
                released.await();
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Test
    void everything_is_told_in_order_on_a_thread_of_its_own_and_before_the_end() {
        List<String> threads = new CopyOnWriteArrayList<>();
        RecordingObserver observer = new RecordingObserver() {
            @Override
            public void connected(Session session) {
                threads.add(Thread.currentThread().getName());
                super.connected(session);
            }
        };
        ObserverQueue queue = ObserverQueue.start(observer, meter, new LostNodes(OccupancyStore.NONE, "self", Set::of));
        queue.connected(SESSION);
        queue.joined(SESSION, "lobby");
        queue.said(said("hi"));
        queue.left(SESSION, "lobby");
        queue.disconnected(SESSION, CloseCode.SLOW);
        queue.disconnected(SESSION, null);
        queue.close();
        assertThat(observer.told)
                .containsExactly(
                        "connected Ann",
                        "occupied lobby",
                        "joined lobby",
                        "said 1 hi",
                        "left lobby",
                        "disconnected Ann slow",
                        "disconnected Ann lost",
                        "vacated lobby");
        assertThat(threads).containsExactly("chatka-observer");
        assertThat(meter.observerDrops()).isZero();
    }

    @Test
    void an_observer_that_throws_is_told_the_next_event() {
        RecordingObserver observer = new RecordingObserver() {
            @Override
            public void occupied(String room) {
                throw new IllegalStateException("a fault that the test put in");
            }

            @Override
            public void connected(Session session) {
                throw new StackOverflowError("a fault that the test put in");
            }
        };
        ObserverQueue queue = ObserverQueue.start(observer, meter, new LostNodes(OccupancyStore.NONE, "self", Set::of));
        queue.connected(SESSION);
        queue.joined(SESSION, "lobby");
        queue.close();
        assertThat(observer.told).containsExactly("joined lobby");
    }

    @Test
    void an_observer_that_blocks_holds_nobody_up_and_what_does_not_fit_is_dropped_and_counted() throws Exception {
        Blocking observer = new Blocking();
        ObserverQueue queue = ObserverQueue.start(observer, meter, new LostNodes(OccupancyStore.NONE, "self", Set::of));
        queue.connected(SESSION);
        observer.blocked.await();
        for (int i = 0; i < ObserverQueue.MAX_EVENTS + 7; i++) {
            queue.said(said("" + i));
        }
        assertThat(meter.observerDrops()).isEqualTo(7);
        observer.released.countDown();
        await().until(() -> observer.told.size() == ObserverQueue.MAX_EVENTS);
        queue.said(said("last"));
        queue.close();
        assertThat(observer.told).endsWith("said 1 last");
    }

    @Test
    void long_messages_are_bounded_by_their_characters() throws Exception {
        Blocking observer = new Blocking();
        ObserverQueue queue = ObserverQueue.start(observer, meter, new LostNodes(OccupancyStore.NONE, "self", Set::of));
        queue.connected(SESSION);
        observer.blocked.await();
        String text = "x".repeat((int) (ObserverQueue.MAX_CHARACTERS / 4));
        for (int i = 0; i < 6; i++) {
            queue.said(said(text));
        }
        assertThat(meter.observerDrops()).isEqualTo(2);
        observer.released.countDown();
        queue.close();
        assertThat(observer.told).hasSize(4);
    }

    private static SaidMessage said(String text) {
        return new SaidMessage("lobby", "e", 1, ANN, text, null);
    }
}
