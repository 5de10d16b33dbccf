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
 * <p>Any thread may change the listeners. The rest belongs to the loop: the state of the channel on
 * the current connection, and what this node has seen of the room.
 */
final class TopicFeed {
    /** The room's name, or that of another topic. */
    final String name;

    final String channel;
    final List<Subscriber> subscribers = new CopyOnWriteArrayList<>();
    final List<NoteListener> noteListeners = new CopyOnWriteArrayList<>();

    /** Whether the last command for the channel was SUBSCRIBE. */
    boolean asked;

    /**
     * Commands for the channel that Redis has not answered. It answers in order, so a count is
     * enough.
     */
    int unanswered;

    /** Whether a read of the position is under way or due. */
    boolean positioning;

    /** Whether Redis refused, and it is too early to ask again. */
    boolean resting;

    /** When the last read of the position was due, {@link System#nanoTime}. */
    long checkedAt = System.nanoTime();

    SeenPosition seen = SeenPosition.NONE;

    /** Whether Redis has not told the position since a loss: events may come from another Redis. */
    private boolean unsure = true;

    TopicFeed(String name, String channel) {
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

    /**
     * An event arrived. It cannot begin an epoch, only an answer can: any user of Redis can
     * publish.
     */
    void heard(String epoch, long seq) {
        if (!unsure && seq > seen.seq() && seen.epoch().equals(epoch)) {
            seen = seen.upTo(seq);
        }
    }

    /**
     * Redis told where the room stands.
     *
     * @return the same head, but {@code first} stays as this node heard it first in this epoch
     */
    Head saw(Head head, long life, String run) {
        unsure = false;
        boolean news = !seen.epoch().equals(head.epoch());
        long first = news ? head.first() : seen.first();
        long seq = news ? head.seq() : Math.max(seen.seq(), head.seq());
        seen = new SeenPosition(head.epoch(), seq, life, run, first);
        return new Head(head.epoch(), first, head.seq(), head.before(), head.version());
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
