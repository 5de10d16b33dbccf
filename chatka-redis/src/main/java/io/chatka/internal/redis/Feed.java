package io.chatka.internal.redis;

import io.chatka.internal.broker.EventListener;
import io.chatka.internal.broker.Head;
import io.chatka.internal.broker.NoteListener;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * One channel in Redis, and its listeners on this node: those of a room's events, and those of
 * notes.
 *
 * <p>Any thread may change the listeners. The rest is about the current connection, and
 * belongs to the loop.
 */
final class Feed {
    /** The room's name, or that of another topic. */
    final String name;

    final String channel;
    final List<Subscriber> subscribers = new CopyOnWriteArrayList<>();
    final List<NoteListener> noteListeners = new CopyOnWriteArrayList<>();

    /** Whether the last command for the channel was SUBSCRIBE. */
    boolean asked;

    /** Commands for the channel without an answer. Redis answers in order, so a count is enough. */
    int unanswered;

    /** Whether a read of the position is under way or due. */
    boolean positioning;

    /** Whether Redis refused, and the time to ask again has not come. */
    boolean resting;

    /** When the last read of the position was due, {@link System#nanoTime}. */
    long checkedAt = System.nanoTime();

    /** Belongs to the loop. */
    SeenPosition sight = SeenPosition.NONE;

    /** Whether the connection was lost since Redis last told the position: the events may be those of another Redis. */
    private boolean unsure = true;

    Feed(String name, String channel) {
        this.name = name;
        this.channel = channel;
    }

    boolean wanted() {
        return !subscribers.isEmpty() || !noteListeners.isEmpty();
    }

    boolean confirmed() {
        return asked && unanswered == 0;
    }

    /** Whether the connection has no subscription to the channel and expects no answer. */
    boolean quiet() {
        return !asked && unanswered == 0;
    }

    /** An event arrived. Only answers of Redis make an epoch known: anybody can publish on a channel. */
    void heard(String epoch, long seq) {
        if (!unsure && seq > sight.seq() && sight.epoch().equals(epoch)) {
            sight = sight.upTo(seq);
        }
    }

    /**
     * Redis told where the room stands.
     *
     * @return the same, with the first place that the epoch has for this node
     */
    Head saw(Head head, long life, String run) {
        unsure = false;
        boolean news = !sight.epoch().equals(head.epoch());
        long first = news ? head.first() : sight.first();
        long seq = news ? head.seq() : Math.max(sight.seq(), head.seq());
        sight = new SeenPosition(head.epoch(), seq, life, run, first);
        return new Head(head.epoch(), first, head.seq(), head.before());
    }

    void lost() {
        unsure = true;
        positioning = false;
        resting = false;
        subscribers.forEach(Subscriber::lost);
    }

    void disconnected() {
        asked = false;
        unanswered = 0;
    }

    /** The subscribers that wait for the room's position. */
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
    Subscriber remove(EventListener listener) {
        for (Subscriber subscriber : subscribers) {
            if (subscriber.listener.equals(listener) && subscribers.remove(subscriber)) {
                return subscriber;
            }
        }
        return null;
    }
}
