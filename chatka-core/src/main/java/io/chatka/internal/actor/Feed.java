package io.chatka.internal.actor;

import io.chatka.internal.broker.Event;
import io.chatka.internal.broker.EventListener;
import io.chatka.internal.broker.Head;
import io.chatka.internal.broker.HistoryPage;
import io.chatka.internal.broker.HistoryQuery;
import io.chatka.internal.broker.Position;
import io.chatka.internal.broker.RoomChange;
import io.chatka.internal.broker.RoomState;
import io.chatka.internal.fault.FaultLog;
import io.chatka.internal.fault.Stages;
import io.chatka.internal.protocol.ErrorCode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import org.apache.pekko.actor.typed.ActorRef;

/**
 * A room's subscription at the broker: receives events, keeps them in order ({@link RoomOrder}),
 * and reads those that got lost. Events go from here to the members; the other parts follow the
 * {@linkplain Follower state of the subscription}.
 *
 * <p>At most one read of lost events is under way. A failed one is repeated after {@link
 * #RETRY_READ}.
 */
final class Feed {
    private static final FaultLog FAULTS = FaultLog.of(Feed.class);

    /** Members are not told of a shorter outage of the broker. */
    private static final Duration DEGRADED_AFTER = Duration.ofSeconds(1);

    private static final Duration RETRY_SUBSCRIBE = Duration.ofSeconds(1);
    private static final Duration RETRY_READ = Duration.ofMillis(500);
    private static final int READ_MESSAGES = 500;
    private static final int READ_BYTES = 1 << 20;

    /** A part of the room that depends on the subscription. */
    interface Follower {
        /** The room is about to subscribe. If this throws, the subscription fails. */
        default void subscribing() {}

        /** The subscription is active, and {@link #position} is known. */
        default void subscribed() {}

        /**
         * The broker refused the subscription, or could not be reached. The feed subscribes again
         * only if a follower asks for it.
         */
        default void subscribeFailed(ErrorCode code) {}

        /** The broker is away; events and notes may be missed. */
        default void lost() {}

        /** The broker is back. */
        default void resumed() {}
    }

    sealed interface Message extends ChatRoomActor.Command {
        void reach(Feed feed);
    }

    /** @param heardAt when the broker delivered it, by the meter's clock */
    record Delivered(Event event, long heardAt) implements Message {
        @Override
        public void reach(Feed feed) {
            feed.onDelivered(event, heardAt);
        }
    }

    private record Checked(Head head) implements Message {
        @Override
        public void reach(Feed feed) {
            feed.onChecked(head);
        }
    }

    private record Lost() implements Message {
        @Override
        public void reach(Feed feed) {
            feed.onLost();
        }
    }

    private record Resumed(Head head) implements Message {
        @Override
        public void reach(Feed feed) {
            feed.onResumed(head);
        }
    }

    private record DegradedDue() implements Message {
        @Override
        public void reach(Feed feed) {
            feed.room.members().tellDegraded(true);
        }
    }

    /** What a subscription begins with. */
    private record Start(Head head, RoomState state) {}

    /** The end of a subscribe; either head and state, or failure are null. */
    private record SubscribeEnded(EventListener listener, Head head, RoomState state, Throwable failure)
            implements Message {
        @Override
        public void reach(Feed feed) {
            feed.onSubscribeEnded(this);
        }
    }

    private record SubscribeDue() implements Message {
        @Override
        public void reach(Feed feed) {
            feed.subscribe();
        }
    }

    /** The end of a read; either page or failure is null. */
    private record ReadEnded(int number, HistoryPage page, Throwable failure) implements Message {
        @Override
        public void reach(Feed feed) {
            feed.onReadEnded(this);
        }
    }

    private record ReadDue() implements Message {
        @Override
        public void reach(Feed feed) {
            feed.mend();
        }
    }

    private enum Subscription {
        NONE,
        UNDER_WAY,
        ACTIVE
    }

    private final RoomContext room;
    private final RoomOrder order;
    private final RoomRules rules;
    private final Listener listener;
    private final List<Follower> followers = new ArrayList<>(2);
    private Subscription subscription = Subscription.NONE;

    /**
     * @param order kept when the room's actor restarts, and so notices what was missed meanwhile
     */
    Feed(RoomContext room, RoomOrder order, RoomRules rules) {
        this.room = room;
        this.order = order;
        this.rules = rules;
        this.listener = new Listener(room.actor().getSelf(), room.chat().meter()::now);
    }

    /** Adds a follower. Followers are called in the order in which they were added. */
    void follow(Follower follower) {
        followers.add(follower);
    }

    boolean isSubscribed() {
        return subscription == Subscription.ACTIVE;
    }

    /**
     * The position up to which the members have got events and gaps; null before the first
     * subscription.
     */
    Position position() {
        return order.position();
    }

    /** Subscribes, unless the room is subscribed or about to be. */
    void subscribe() {
        if (subscription != Subscription.NONE) {
            return;
        }
        subscription = Subscription.UNDER_WAY;
        Stages.begin(() -> {
                    followers.forEach(Follower::subscribing);
                    return room.chat().broker().rooms().subscribe(room.name(), listener);
                })
                .thenCompose(this::readState)
                .whenComplete((start, failure) -> room.tellSelf(new SubscribeEnded(
                        listener, failure == null ? start.head : null, failure == null ? start.state : null, failure)));
    }

    private CompletionStage<Start> readState(Head head) {
        return head.version() == RoomState.OPEN.version()
                ? CompletableFuture.completedFuture(new Start(head, RoomState.OPEN))
                : room.chat().broker().rooms().state(room.name()).thenApply(state -> new Start(head, state));
    }

    void subscribeLater() {
        room.timers().startSingleTimer(SubscribeDue.class, new SubscribeDue(), RETRY_SUBSCRIBE);
    }

    /**
     * Takes a page that was read for a join. The members get those of its events that come next in
     * their order.
     *
     * @param newEpoch whether the page's head has an epoch that the members do not know
     */
    void found(HistoryPage page, boolean newEpoch) {
        if (newEpoch) {
            order.resume(page.top());
        }
        order.offer(page);
        mend();
    }

    /** The room ends here, or restarts. */
    void end() {
        room.chat().broker().rooms().unsubscribe(room.name(), listener);
    }

    private void onDelivered(Event event, long heardAt) {
        order.accept(event, heardAt);
        mend();
    }

    private void onChecked(Head head) {
        rules.saw(head.version());
        order.resume(head);
        mend();
    }

    private void onLost() {
        room.timers().startSingleTimer(DegradedDue.class, new DegradedDue(), DEGRADED_AFTER);
        followers.forEach(Follower::lost);
    }

    private void onResumed(Head head) {
        room.timers().cancel(DegradedDue.class);
        room.timers().cancel(ReadDue.class);
        room.members().tellDegraded(false);
        rules.saw(head.version());
        order.resume(head);
        mend();
        followers.forEach(Follower::resumed);
    }

    /** Ignores the end of a subscribe from before a restart. */
    private void onSubscribeEnded(SubscribeEnded ended) {
        if (ended.listener != listener) {
            return;
        }
        if (ended.failure == null) {
            subscription = Subscription.ACTIVE;
            rules.begin(ended.state);
            order.start(ended.head);
            // The broker may have been lost and found again before: no onResumed tells it then, and
            // none does after a restart.
            room.timers().cancel(DegradedDue.class);
            room.members().tellDegraded(false);
            mend();
            followers.forEach(Follower::subscribed);
        } else {
            subscription = Subscription.NONE;
            FAULTS.attempt("a room's failed subscription could not be ended", this::end);
            ErrorCode code = BrokerFailures.code(ended.failure);
            followers.forEach(follower -> follower.subscribeFailed(code));
        }
    }

    /** Begins a read if the order misses events. */
    private void mend() {
        if (order.wantsToRead() && !room.timers().isTimerActive(ReadDue.class)) {
            int number = order.beginRead();
            HistoryQuery query = HistoryQuery.after(order.position().seq(), READ_MESSAGES, READ_BYTES);
            room.readHistory(query)
                    .whenComplete((page, failure) -> room.tellSelf(new ReadEnded(number, page, failure)));
        }
    }

    private void onReadEnded(ReadEnded ended) {
        if (ended.failure == null) {
            order.filled(ended.number, ended.page);
        } else {
            order.failed(ended.number, !room.chat().broker().available());
            room.timers().startSingleTimer(ReadDue.class, new ReadDue(), RETRY_READ);
        }
        mend();
    }

    /**
     * Turns the broker's calls into messages; on any thread. One object stands for one
     * subscription.
     */
    private static final class Listener implements EventListener {
        private final ActorRef<ChatRoomActor.Command> self;
        private final LongSupplier nanoTime;

        Listener(ActorRef<ChatRoomActor.Command> self, LongSupplier nanoTime) {
            this.self = self;
            this.nanoTime = nanoTime;
        }

        @Override
        public void onEvent(Event event) {
            self.tell(new Delivered(event, nanoTime.getAsLong()));
        }

        @Override
        public void onChange(RoomChange change) {
            self.tell(new RoomRules.Changed(change));
        }

        @Override
        public void onLost() {
            self.tell(new Lost());
        }

        @Override
        public void onResumed(Head head) {
            self.tell(new Resumed(head));
        }

        @Override
        public void onPosition(Head head) {
            self.tell(new Checked(head));
        }
    }
}
