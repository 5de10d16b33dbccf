package io.chatka.internal.observer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chatka.api.ChatObserver;
import io.chatka.api.SaidMessage;
import io.chatka.api.Session;
import io.chatka.api.User;
import io.chatka.internal.meter.NodeMeter;
import io.chatka.internal.protocol.CloseCode;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class ObserverQueueTest {
    private static final User ANN = new User("u1", "Ann", "member");
    private static final Session SESSION = new Session("s1", ANN, null);

    private final NodeMeter meter = NodeMeter.unread();
    private final List<String> told = new CopyOnWriteArrayList<>();

    /** Writes down what it is told. */
    private class Recorder implements ChatObserver {
        @Override
        public void connected(Session session) {
            told.add("connected " + session.id());
        }

        @Override
        public void disconnected(Session session, String why) {
            told.add("disconnected " + why);
        }

        @Override
        public void joined(Session session, String room) {
            told.add("joined " + room);
        }

        @Override
        public void left(Session session, String room) {
            told.add("left " + room);
        }

        @Override
        public void said(SaidMessage message) {
            told.add("said " + message.text());
        }

        @Override
        public void occupied(String room) {
            told.add("occupied " + room);
        }

        @Override
        public void vacated(String room) {
            told.add("vacated " + room);
        }
    }

    @Test
    void everything_is_told_in_order_on_a_thread_of_its_own_and_before_the_end() {
        List<String> threads = new CopyOnWriteArrayList<>();
        ObserverQueue queue = ObserverQueue.start(
                new Recorder() {
                    @Override
                    public void connected(Session session) {
                        threads.add(Thread.currentThread().getName());
                        super.connected(session);
                    }
                },
                meter);
        queue.connected(SESSION);
        queue.joined(SESSION, "lobby");
        queue.said(said("hi"));
        queue.left(SESSION, "lobby");
        queue.disconnected(SESSION, CloseCode.SLOW);
        queue.disconnected(SESSION, null);
        queue.close();
        assertThat(told)
                .containsExactly(
                        "connected s1",
                        "occupied lobby",
                        "joined lobby",
                        "said hi",
                        "left lobby",
                        "disconnected slow",
                        "disconnected lost",
                        "vacated lobby");
        assertThat(threads).containsExactly("chatka-observer");
        assertThat(meter.observerDrops()).isZero();
    }

    @Test
    void an_observer_that_throws_is_told_the_next_event() {
        ObserverQueue queue = ObserverQueue.start(
                new Recorder() {
                    @Override
                    public void occupied(String room) {
                        throw new IllegalStateException("a fault that the test put in");
                    }

                    @Override
                    public void connected(Session session) {
                        throw new StackOverflowError("a fault that the test put in");
                    }
                },
                meter);
        queue.connected(SESSION);
        queue.joined(SESSION, "lobby");
        queue.close();
        assertThat(told).containsExactly("joined lobby");
    }

    @Test
    void an_observer_that_blocks_holds_nobody_up_and_what_does_not_fit_is_dropped_and_counted() throws Exception {
        CountDownLatch blocking = new CountDownLatch(1);
        CountDownLatch released = new CountDownLatch(1);
        ObserverQueue queue = ObserverQueue.start(
                new Recorder() {
                    @Override
                    public void connected(Session session) {
                        blocking.countDown();
                        try {
                            released.await();
                        } catch (InterruptedException interrupted) {
                            Thread.currentThread().interrupt();
                        }
                    }
                },
                meter);
        queue.connected(SESSION);
        blocking.await();
        for (int i = 0; i < ObserverQueue.MAX_EVENTS + 7; i++) {
            queue.said(said("" + i));
        }
        assertThat(meter.observerDrops()).isEqualTo(7);
        released.countDown();
        await().until(() -> told.size() == ObserverQueue.MAX_EVENTS);
        queue.said(said("last"));
        queue.close();
        assertThat(told).endsWith("said last");
    }

    @Test
    void long_messages_are_bounded_by_their_characters() throws Exception {
        CountDownLatch blocking = new CountDownLatch(1);
        CountDownLatch released = new CountDownLatch(1);
        ObserverQueue queue = ObserverQueue.start(
                new Recorder() {
                    @Override
                    public void connected(Session session) {
                        blocking.countDown();
                        try {
                            released.await();
                        } catch (InterruptedException interrupted) {
                            Thread.currentThread().interrupt();
                        }
                    }
                },
                meter);
        queue.connected(SESSION);
        blocking.await();
        String text = "x".repeat((int) (ObserverQueue.MAX_CHARACTERS / 4));
        for (int i = 0; i < 6; i++) {
            queue.said(said(text));
        }
        assertThat(meter.observerDrops()).isEqualTo(2);
        released.countDown();
        queue.close();
        assertThat(told).hasSize(4);
    }

    private static SaidMessage said(String text) {
        return new SaidMessage("lobby", "e", 1, ANN, text, null);
    }
}
