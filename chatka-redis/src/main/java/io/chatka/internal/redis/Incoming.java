package io.chatka.internal.redis;

import io.chatka.internal.broker.Event;
import io.chatka.internal.broker.NoteListener;
import io.chatka.internal.fault.FaultLog;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import java.util.function.Consumer;

/** Takes what arrives on one connection and calls the listeners. On the loop; never throws. */
final class Incoming extends RedisPubSubAdapter<String, Envelope> {
    private static final FaultLog FAULTS = FaultLog.of(Incoming.class);

    private final TopicFeeds feeds;
    private final Canary canary;
    private final ForeignMessages strays;

    /** The Redis process at the other end, or empty. */
    private final String run;

    private final Consumer<TopicFeed> answered;
    private boolean ended;
    private long messages;

    /** @param answered gets each feed for which Redis confirms a SUBSCRIBE or UNSUBSCRIBE */
    Incoming(TopicFeeds feeds, Canary canary, ForeignMessages strays, String run, Consumer<TopicFeed> answered) {
        this.feeds = feeds;
        this.canary = canary;
        this.strays = strays;
        this.run = run;
        this.answered = answered;
    }

    /** From now on, ignores what arrives. */
    void end() {
        ended = true;
    }

    /** A count of messages, by which a ping sees that the connection is alive. */
    long messages() {
        return messages;
    }

    @Override
    public void message(String channel, Envelope envelope) {
        try {
            messages++;
            if (!ended) {
                accept(channel, envelope);
            }
        } catch (Throwable fault) {
            // If it was an event, the next one leaves a hole, which the room notices.
            FAULTS.report("a message from Redis could not be processed", fault);
        }
    }

    private void accept(String channel, Envelope envelope) {
        TopicFeed feed = feeds.ofChannel(channel);
        if (feed == null) {
            if (channel.equals(canary.channel)) {
                canary.heard();
            }
        } else if (envelope instanceof Envelope.OfEvent of) {
            tell(feed, of.event());
        } else if (envelope instanceof Envelope.OfChange of) {
            for (Subscriber subscriber : feed.subscribers) {
                subscriber.tell(listener -> listener.onChange(of.change()));
            }
        } else if (envelope instanceof Envelope.OfNote of) {
            tell(feed, of.note());
        } else {
            strays.dropped();
        }
    }

    private void tell(TopicFeed feed, Event event) {
        if (feed.seen.elsewhere(run)) {
            // This Redis may have another order, until it has told where the room stands. The room
            // notices that the event is missing, and reads it.
            return;
        }
        feed.heard(event.epoch(), event.seq());
        for (Subscriber subscriber : feed.subscribers) {
            subscriber.tell(listener -> listener.onEvent(event));
        }
    }

    private static void tell(TopicFeed feed, byte[] note) {
        for (NoteListener listener : feed.noteListeners) {
            // It may have been unsubscribed since the iteration began.
            if (feed.noteListeners.contains(listener)) {
                FAULTS.attempt("a listener threw; it must not", () -> listener.onNote(note));
            }
        }
    }

    @Override
    public void subscribed(String channel, long count) {
        confirmed(channel);
    }

    @Override
    public void unsubscribed(String channel, long count) {
        confirmed(channel);
    }

    private void confirmed(String channel) {
        TopicFeed feed = feeds.ofChannel(channel);
        if (!ended && feed != null) {
            answered.accept(feed);
        }
    }
}
