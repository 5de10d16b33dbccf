package io.chatka.internal.redis;

import io.chatka.internal.broker.EventListener;
import io.chatka.internal.broker.Head;
import io.chatka.internal.broker.NoteListener;
import io.chatka.internal.broker.Topic;
import io.chatka.internal.fault.FaultLog;
import io.chatka.internal.fault.Stages;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.netty.util.concurrent.EventExecutor;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * Makes the connection's subscriptions agree with the listeners on this node.
 *
 * <p>Whenever something changes (listeners, the connection, an answer or a refusal of Redis),
 * {@link #settle} looks at the one feed concerned and does the next step that is missing:
 * subscribe, unsubscribe, read the position, forget. A position counts only if it was read after
 * the subscription was confirmed, with no loss since, so that the listener hears every event after
 * it. And it counts only once the listener has heard every event up to it.
 */
final class Subscriptions {
    /** Channels per SUBSCRIBE, which bounds the size of the command. */
    private static final int CHUNK = 100;

    /** How long a feed waits after a refusal. */
    private static final long REST_MILLIS = 500;

    private static final FaultLog FAULTS = FaultLog.of(Subscriptions.class);

    private final EventExecutor loop;
    private final RedisSettings settings;
    private final RedisFailure failure;
    private final PositionReader positions;
    private final Canary canary;
    private final ForeignMessages strays;
    private final TopicFeeds feeds;
    private StatefulRedisPubSubConnection<String, Envelope> connection;
    private Incoming incoming;
    private String run = "";

    /** Whether both connections work. */
    private boolean bothUp;

    private boolean closed;

    /** @param readHead asks Redis where a room stands */
    Subscriptions(
            EventExecutor loop,
            RedisSettings settings,
            RedisFailure failure,
            Canary canary,
            Function<String, CompletionStage<Head>> readHead) {
        this.loop = loop;
        this.settings = settings;
        this.strays = new ForeignMessages(settings.keys());
        this.feeds = new TopicFeeds(settings.keys());
        this.failure = failure;
        this.canary = canary;
        this.positions =
                new PositionReader(feed -> readHead.apply(feed.name).thenCompose(this::caughtUp), this::positioned);
    }

    /** Starts to check the rooms' positions. */
    void start() {
        new PositionCheck(loop, settings.positionCheck(), feeds, positions, () -> bothUp).start();
    }

    /** Any thread. The feed of a room, or null if nobody listens to it here. */
    TopicFeed feed(String room) {
        return feeds.of(room);
    }

    /** Any thread. While Redis is away, waits for it, but no longer than a command may take. */
    CompletionStage<Head> subscribe(String room, EventListener listener) {
        Subscriber subscriber = new Subscriber(listener);
        TopicFeed feed = feeds.attach(room, joined -> joined.subscribers.add(subscriber));
        try {
            loop.execute(() -> {
                if (closed) {
                    giveUp(feed, subscriber, null);
                    return;
                }
                // Another one's read of the position may have served it already.
                if (subscriber.state == Subscriber.State.JOINING) {
                    subscriber.deadline = loop.schedule(
                            () -> giveUp(feed, subscriber, null),
                            settings.commands().timeout().toMillis(),
                            TimeUnit.MILLISECONDS);
                }
                settle(feed);
            });
        } catch (RejectedExecutionException e) {
            giveUp(feed, subscriber, e);
        }
        return subscriber.joined;
    }

    /** Any thread. */
    void unsubscribe(String room, EventListener listener) {
        TopicFeed feed = feeds.of(room);
        Subscriber subscriber = feed == null ? null : feed.remove(listener);
        if (subscriber != null) {
            subscriber.ended = true;
            subscriber.joined.completeExceptionally(failure.unsubscribed());
            settleSoon(feed);
        }
    }

    /** Any thread. */
    void subscribe(Topic topic, NoteListener listener) {
        settleSoon(feeds.attach(topic.name(), feed -> feed.noteListeners.add(listener)));
    }

    /** Any thread. */
    void unsubscribe(Topic topic, NoteListener listener) {
        TopicFeed feed = feeds.of(topic.name());
        if (feed != null && feed.noteListeners.remove(listener)) {
            settleSoon(feed);
        }
    }

    private void settleSoon(TopicFeed feed) {
        try {
            loop.execute(() -> settle(feed));
        } catch (RejectedExecutionException e) {
            // The broker is closed.
        }
    }

    /** @param process the Redis at its other end, or empty */
    void connected(StatefulRedisPubSubConnection<String, Envelope> opened, String process) {
        connection = opened;
        run = process;
        incoming = new Incoming(feeds, canary, strays, process, this::answered);
        opened.addListener(incoming);
        List<TopicFeed> wanted = new ArrayList<>();
        for (TopicFeed feed : feeds.all()) {
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
        if (incoming != null) {
            incoming.end();
        }
        for (TopicFeed feed : feeds.all()) {
            feed.disconnected();
            settle(feed);
        }
    }

    /** One of the two connections is lost. */
    void lost() {
        bothUp = false;
        positions.lost();
        feeds.all().forEach(TopicFeed::lost);
    }

    /** Both connections work. */
    void restored() {
        bothUp = true;
        feeds.all().forEach(this::settle);
    }

    void close() {
        closed = true;
        for (TopicFeed feed : feeds.all()) {
            for (Subscriber subscriber : feed.subscribers) {
                giveUp(feed, subscriber, null);
            }
        }
    }

    /** Any thread. The number of messages on our channels that have none of our forms. */
    long strays() {
        return strays.count();
    }

    /** Changes whenever a message arrives. */
    long heard() {
        return incoming == null ? 0 : incoming.messages();
    }

    /**
     * Does the next step for the feed, and retries one that fails: else its listeners may hear
     * nothing.
     */
    private void settle(TopicFeed feed) {
        try {
            doNext(feed);
        } catch (Throwable fault) {
            FAULTS.report("a room's subscription could not be changed; the node retries", fault);
            rest(feed);
        }
    }

    private void doNext(TopicFeed feed) {
        if (!feed.wanted() && feed.quiet()) {
            feeds.forgetUnwanted(feed);
        } else if (connection == null || feed.resting) {
            return;
        } else if (!feed.wanted() && feed.asked) {
            connection.async().unsubscribe(feed.channel);
            feed.asked = false;
            feed.unanswered++;
        } else if (feed.wanted() && !feed.asked) {
            ask(List.of(feed));
        } else if (bothUp
                && feed.confirmed()
                && !feed.positioning
                && !feed.waiting().isEmpty()) {
            positions.add(feed);
        }
    }

    private void ask(List<TopicFeed> wanted) {
        List<TopicFeed> asked = List.copyOf(wanted);
        String[] channels = new String[asked.size()];
        for (int i = 0; i < channels.length; i++) {
            TopicFeed feed = asked.get(i);
            feed.asked = true;
            feed.unanswered++;
            channels[i] = feed.channel;
        }
        StatefulRedisPubSubConnection<String, Envelope> current = connection;
        Stages.begin(() -> current.async().subscribe(channels)).whenComplete((done, refusal) -> {
            // If the connection is lost, disconnected() takes care of the feeds.
            if (refusal != null && current == connection && current.isOpen()) {
                asked.forEach(feed -> refused(feed, refusal));
            }
        });
    }

    /**
     * Redis refused a subscription. Subscribers that are joining fail, the others hear that the
     * broker is lost, and the node asks again.
     */
    private void refused(TopicFeed feed, Throwable refusal) {
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

    private void rest(TopicFeed feed) {
        feed.resting = true;
        loop.schedule(
                () -> {
                    feed.resting = false;
                    settle(feed);
                },
                REST_MILLIS,
                TimeUnit.MILLISECONDS);
    }

    private void answered(TopicFeed feed) {
        if (feed.unanswered > 0) {
            feed.unanswered--;
            settle(feed);
        }
    }

    /**
     * Waits until the listeners have heard the events up to the head, which arrive on another
     * connection.
     */
    private CompletionStage<Head> caughtUp(Head head) {
        return connection == null
                ? CompletableFuture.failedFuture(failure.away(null))
                : connection.async().ping().thenApply(pong -> head);
    }

    private void positioned(TopicFeed feed, List<Subscriber> waiting, Head head, Throwable failed) {
        if (failed != null && (connection == null || !connection.isOpen())) {
            // The link is about to notice the loss. The position is read again after it.
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

    private void giveUp(TopicFeed feed, Subscriber subscriber, Throwable cause) {
        if (feed.subscribers.remove(subscriber)) {
            subscriber.ended = true;
            subscriber.endWait();
            subscriber.joined.completeExceptionally(cause == null ? failure.away(null) : failure.of(cause));
            settle(feed);
        }
    }
}
