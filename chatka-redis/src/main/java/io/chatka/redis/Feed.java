package io.chatka.redis;

import io.chatka.broker.BrokerListener;
import io.chatka.broker.Position;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * One room's channel, and who listens to it here.
 *
 * <p>Any thread may change {@link #subscribers}; the rest, what the present connection knows about the channel, belongs
 * to the loop.
 */
final class Feed {
    final String room;
    final String channel;
    final List<Subscriber> subscribers = new CopyOnWriteArrayList<>();

    /** Whether the last thing that was asked for is to be subscribed. */
    boolean asked;

    /** SUBSCRIBE and UNSUBSCRIBE commands without an answer. Redis answers in order, so a count is enough. */
    int unanswered;

    /** Whether the position is being read, or in the queue for it. */
    boolean positioning;

    /** Whether Redis refused, and it is not yet time to ask again. */
    boolean resting;

    /** When the position was last asked for, {@link System#nanoTime}. */
    long checkedAt = System.nanoTime();

    /** The furthest that the room is known to have been. Written on the loop, read by any thread. */
    volatile Position known;

    Feed(String room, String channel) {
        this.room = room;
        this.channel = channel;
    }

    boolean wanted() {
        return !subscribers.isEmpty();
    }

    boolean confirmed() {
        return asked && unanswered == 0;
    }

    /** Whether the connection has nothing more to say about it. */
    boolean quiet() {
        return !asked && unanswered == 0;
    }

    void saw(String epoch, long seq) {
        Position before = known;
        if (before == null || !before.epoch().equals(epoch) || before.seq() < seq) {
            known = new Position(epoch, seq);
        }
    }

    void disconnected() {
        asked = false;
        unanswered = 0;
    }

    /** Those who wait for the room's position. */
    List<Subscriber> waiting() {
        List<Subscriber> waiting = new ArrayList<>();
        for (Subscriber subscriber : subscribers) {
            if (subscriber.needsPosition()) {
                waiting.add(subscriber);
            }
        }
        return waiting;
    }

    /** Any thread. Null if the listener is not among the subscribers. */
    Subscriber remove(BrokerListener listener) {
        for (Subscriber subscriber : subscribers) {
            if (subscriber.listener.equals(listener) && subscribers.remove(subscriber)) {
                return subscriber;
            }
        }
        return null;
    }
}
