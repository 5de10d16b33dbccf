package io.chatka.internal.redis;

import io.chatka.internal.broker.EventListener;
import io.chatka.internal.broker.Head;
import io.chatka.internal.broker.NoteListener;
import io.chatka.internal.broker.Topic;
import io.chatka.internal.fault.FaultLog;
import io.chatka.internal.fault.Stages;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.netty.util.concurrent.EventExecutor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Which rooms are wanted here, and the work of making the connection agree.
 *
 * <p>Whatever happens (a subscriber comes or goes, the connection comes or goes, Redis confirms or refuses), {@link
 * #settle} looks at the one feed concerned and does the next thing that is missing: subscribe, unsubscribe, read the
 * position, forget. A position counts only if it was read after the subscription was confirmed, and if nothing was lost
 * since: so everything after it is heard. And it counts only when everything up to it that is to be heard was told.
 */
final class Subscriptions {
    /** Channels per SUBSCRIBE, so that one command stays small. */
    private static final int CHUNK = 100;

    /** How long a refusal is left alone. */
    private static final long REST_MILLIS = 500;

    /** In how many steps all rooms are checked, so that they are not all asked for at once. */
    private static final int CHECK_STEPS = 100;

    private static final FaultLog FAULTS = FaultLog.of(Subscriptions.class);

    private final EventExecutor loop;
    private final RedisSettings settings;
    private final Keys keys;
    private final RedisFailure failure;
    private final PositionReader positions;
    private final Canary canary;
    private final ForeignMessages strays;

    /** By channel. Entries come and go atomically with their subscribers. */
    private final Map<String, Feed> feeds = new ConcurrentHashMap<>();

    private StatefulRedisPubSubConnection<String, Envelope> connection;
    private String run = "";
    private Iterator<Feed> unchecked = Collections.emptyIterator();
    private boolean whole;
    private boolean closed;
    private long messages;

    Subscriptions(
            EventExecutor loop,
            RedisSettings settings,
            RedisFailure failure,
            Canary canary,
            Function<String, CompletionStage<Head>> readHead) {
        this.loop = loop;
        this.settings = settings;
        this.keys = settings.keys();
        this.strays = new ForeignMessages(keys);
        this.failure = failure;
        this.canary = canary;
        this.positions =
                new PositionReader(feed -> readHead.apply(feed.name).thenCompose(this::caughtUp), this::positioned);
    }

    /** Begins to check the rooms' positions, each once in the interval that is set. */
    void start() {
        long step = Math.max(1, settings.positionCheck().toMillis() / CHECK_STEPS);
        // What a task throws would be the last that is heard of it.
        Runnable check =
                () -> FAULTS.attempt("rooms' places could not be compared; it is tried again", this::checkSome);
        loop.scheduleAtFixedRate(check, step, step, TimeUnit.MILLISECONDS);
    }

    /** Any thread. A room's, or null if it is not subscribed. */
    Feed feed(String room) {
        return feeds.get(keys.channel(room));
    }

    /** Any thread. Waits out a short loss of the connection, no longer than a command may take. */
    CompletionStage<Head> subscribe(String room, EventListener listener) {
        Subscriber subscriber = new Subscriber(listener);
        Feed feed = attach(room, joined -> joined.subscribers.add(subscriber));
        try {
            loop.execute(() -> {
                if (closed) {
                    giveUp(feed, subscriber, null);
                    return;
                }
                subscriber.deadline = loop.schedule(
                        () -> giveUp(feed, subscriber, null),
                        settings.commandTimeout().toMillis(),
                        TimeUnit.MILLISECONDS);
                settle(feed);
            });
        } catch (RejectedExecutionException e) {
            giveUp(feed, subscriber, e);
        }
        return subscriber.joined;
    }

    /** Any thread. */
    void unsubscribe(String room, EventListener listener) {
        Feed feed = feeds.get(keys.channel(room));
        Subscriber subscriber = feed == null ? null : feed.remove(listener);
        if (subscriber == null) {
            return;
        }
        subscriber.ended = true;
        subscriber.joined.completeExceptionally(failure.unsubscribed());
        settleSoon(feed);
    }

    /** Any thread. */
    void subscribe(Topic topic, NoteListener listener) {
        settleSoon(attach(topic.name(), feed -> feed.noteListeners.add(listener)));
    }

    /** Any thread. */
    void unsubscribe(Topic topic, NoteListener listener) {
        Feed feed = feeds.get(keys.channel(topic.name()));
        if (feed != null && feed.noteListeners.remove(listener)) {
            settleSoon(feed);
        }
    }

    private Feed attach(String name, Consumer<Feed> listener) {
        return feeds.compute(keys.channel(name), (channel, present) -> {
            Feed feed = present != null ? present : new Feed(name, channel);
            listener.accept(feed);
            return feed;
        });
    }

    private void settleSoon(Feed feed) {
        try {
            loop.execute(() -> settle(feed));
        } catch (RejectedExecutionException e) {
            // Closed; there is no connection left to agree with.
        }
    }

    /** @param process the Redis that it leads to, or empty */
    void connected(StatefulRedisPubSubConnection<String, Envelope> opened, String process) {
        connection = opened;
        run = process;
        opened.addListener(new Incoming(opened));
        List<Feed> wanted = new ArrayList<>();
        for (Feed feed : feeds.values()) {
            if (feed.wanted() && !feed.resting) {
                wanted.add(feed);
            }
        }
        for (int from = 0; from < wanted.size(); from += CHUNK) {
            ask(wanted.subList(from, Math.min(from + CHUNK, wanted.size())));
        }
    }

    /** The Redis process of the last connection, or empty. */
    String run() {
        return run;
    }

    void disconnected() {
        connection = null;
        for (Feed feed : feeds.values()) {
            feed.disconnected();
            settle(feed);
        }
    }

    /** One of the two connections is gone. */
    void lost() {
        whole = false;
        positions.lost();
        for (Feed feed : feeds.values()) {
            feed.lost();
        }
    }

    /** Both connections work. */
    void whole() {
        whole = true;
        feeds.values().forEach(this::settle);
    }

    void close() {
        closed = true;
        for (Feed feed : feeds.values()) {
            for (Subscriber subscriber : feed.subscribers) {
                giveUp(feed, subscriber, null);
            }
        }
    }

    /** Any thread. Messages on our channels that were not in a form of ours. */
    long strays() {
        return strays.count();
    }

    /** Changes whenever a message comes. */
    long heard() {
        return messages;
    }

    /** The last message before a silence may be lost without a trace; so positions are compared also when nothing happens. */
    private void checkSome() {
        if (!whole) {
            return;
        }
        long now = System.nanoTime();
        long interval = settings.positionCheck().toNanos();
        for (int n = feeds.size() / CHECK_STEPS + 1; n > 0; n--) {
            if (!unchecked.hasNext()) {
                unchecked = feeds.values().iterator();
            }
            if (!unchecked.hasNext()) {
                return;
            }
            Feed feed = unchecked.next();
            if (now - feed.checkedAt >= interval
                    && !feed.subscribers.isEmpty()
                    && feed.confirmed()
                    && !feed.positioning) {
                positions.add(feed);
            }
        }
    }

    /** What cannot be done now is tried again: a feed that is not looked at any more would be deaf. */
    private void settle(Feed feed) {
        try {
            doNext(feed);
        } catch (Throwable fault) {
            FAULTS.report("a room's subscription could not be looked after; it is tried again", fault);
            rest(feed);
        }
    }

    private void doNext(Feed feed) {
        if (!feed.wanted() && feed.quiet()) {
            feeds.computeIfPresent(
                    feed.channel, (channel, present) -> present == feed && !feed.wanted() ? null : present);
        } else if (connection == null || feed.resting) {
            return;
        } else if (!feed.wanted() && feed.asked) {
            connection.async().unsubscribe(feed.channel);
            feed.asked = false;
            feed.unanswered++;
        } else if (feed.wanted() && !feed.asked) {
            ask(List.of(feed));
        } else if (whole
                && feed.confirmed()
                && !feed.positioning
                && !feed.waiting().isEmpty()) {
            positions.add(feed);
        }
    }

    private void ask(List<Feed> wanted) {
        List<Feed> asked = List.copyOf(wanted);
        String[] channels = new String[asked.size()];
        for (int i = 0; i < channels.length; i++) {
            Feed feed = asked.get(i);
            feed.asked = true;
            feed.unanswered++;
            channels[i] = feed.channel;
        }
        StatefulRedisPubSubConnection<String, Envelope> current = connection;
        Stages.begin(() -> current.async().subscribe(channels)).whenComplete((done, refusal) -> {
            // A connection that is gone has its own way of telling.
            if (refusal != null && current == connection && current.isOpen()) {
                asked.forEach(feed -> refused(feed, refusal));
            }
        });
    }

    /** Redis does not let us: those who join are told, those who were there keep waiting, and we ask again. */
    private void refused(Feed feed, Throwable refusal) {
        feed.asked = false;
        feed.unanswered--;
        for (Subscriber subscriber : feed.subscribers) {
            if (subscriber.state == Subscriber.State.JOINING) {
                giveUp(feed, subscriber, refusal);
            } else {
                subscriber.lost();
            }
        }
        rest(feed);
    }

    private void rest(Feed feed) {
        feed.resting = true;
        loop.schedule(
                () -> {
                    feed.resting = false;
                    settle(feed);
                },
                REST_MILLIS,
                TimeUnit.MILLISECONDS);
    }

    private void answered(String channel) {
        Feed feed = feeds.get(channel);
        if (feed != null && feed.unanswered > 0) {
            feed.unanswered--;
            settle(feed);
        }
    }

    /** Waits until the events up to there, which come by the other connection, have been told. */
    private CompletionStage<Head> caughtUp(Head head) {
        return connection == null
                ? CompletableFuture.failedFuture(failure.away(null))
                : connection.async().ping().thenApply(pong -> head);
    }

    private void positioned(Feed feed, List<Subscriber> waiting, Head head, Throwable failed) {
        if (failed != null && (connection == null || !connection.isOpen())) {
            // The loss is about to be told, and when it is over the position is read again.
            return;
        }
        if (failed == null) {
            feed.subscribers.forEach(subscriber -> subscriber.checked(head));
        }
        for (Subscriber subscriber : waiting) {
            if (failed == null) {
                subscriber.positioned(head);
            } else if (subscriber.state == Subscriber.State.JOINING) {
                giveUp(feed, subscriber, failed);
            }
        }
        if (failed == null || waiting.isEmpty()) {
            settle(feed);
        } else {
            rest(feed);
        }
    }

    private void giveUp(Feed feed, Subscriber subscriber, Throwable cause) {
        if (feed.subscribers.remove(subscriber)) {
            subscriber.ended = true;
            subscriber.endWait();
            subscriber.joined.completeExceptionally(cause == null ? failure.away(null) : failure.of(cause));
            settle(feed);
        }
    }

    /** The only listener of its connection; nothing that it does may throw or block. */
    private final class Incoming extends RedisPubSubAdapter<String, Envelope> {
        private final StatefulRedisPubSubConnection<String, Envelope> from;

        Incoming(StatefulRedisPubSubConnection<String, Envelope> from) {
            this.from = from;
        }

        @Override
        public void message(String channel, Envelope envelope) {
            try {
                heard(channel, envelope);
            } catch (Throwable fault) {
                // If it was an event, the next one shows that it is missing.
                FAULTS.report("what came from Redis could not be taken up", fault);
            }
        }

        private void heard(String channel, Envelope envelope) {
            messages++;
            if (from != connection) {
                return;
            }
            Feed feed = feeds.get(channel);
            if (feed == null) {
                if (channel.equals(canary.channel)) {
                    canary.heard();
                }
                return;
            }
            if (envelope instanceof Envelope.OfEvent event) {
                if (feed.sight.elsewhere(run)) {
                    // Until this Redis has told where the room is, it may be another order. It will be missing, and
                    // read.
                    return;
                }
                feed.heard(event.event().epoch(), event.event().seq());
                for (Subscriber subscriber : feed.subscribers) {
                    subscriber.tell(listener -> listener.onEvent(event.event()));
                }
            } else if (envelope instanceof Envelope.OfNote note) {
                tell(feed, note.note());
            } else {
                strays.dropped();
            }
        }

        private void tell(Feed feed, byte[] note) {
            for (NoteListener listener : feed.noteListeners) {
                // The iteration has those who were there at its start.
                if (feed.noteListeners.contains(listener)) {
                    FAULTS.attempt("a listener threw; it must not", () -> listener.onNote(note));
                }
            }
        }

        @Override
        public void subscribed(String channel, long count) {
            if (from == connection) {
                answered(channel);
            }
        }

        @Override
        public void unsubscribed(String channel, long count) {
            if (from == connection) {
                answered(channel);
            }
        }
    }
}
