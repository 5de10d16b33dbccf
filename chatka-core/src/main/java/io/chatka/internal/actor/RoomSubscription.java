package io.chatka.internal.actor;

import io.chatka.internal.actor.ChatRoomActor.SubscribeDue;
import io.chatka.internal.actor.ChatRoomActor.SubscribeFailed;
import io.chatka.internal.actor.ChatRoomActor.Subscribed;
import io.chatka.internal.broker.Broker;
import io.chatka.internal.broker.Topic;
import io.chatka.internal.fault.FaultLog;
import io.chatka.internal.fault.Stages;
import java.time.Duration;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;

/** A room's subscription at the broker: none, under way, or active; one that failed is tried again as long as somebody needs it. */
final class RoomSubscription {
    private static final FaultLog FAULTS = FaultLog.of(RoomSubscription.class);
    private static final Duration TRY_AGAIN = Duration.ofSeconds(1);

    private enum State {
        NONE,
        UNDER_WAY,
        ACTIVE
    }

    private final Broker broker;
    private final String room;
    private final RoomListener listener;
    private final ActorRef<ChatRoomActor.Command> self;
    private final TimerScheduler<ChatRoomActor.Command> timers;
    private State state = State.NONE;

    RoomSubscription(
            Broker broker,
            String room,
            RoomListener listener,
            ActorRef<ChatRoomActor.Command> self,
            TimerScheduler<ChatRoomActor.Command> timers) {
        this.broker = broker;
        this.room = room;
        this.listener = listener;
        this.self = self;
        this.timers = timers;
    }

    boolean isActive() {
        return state == State.ACTIVE;
    }

    /** Subscribes, unless that is done or under way. */
    void begin() {
        if (state != State.NONE) {
            return;
        }
        state = State.UNDER_WAY;
        Stages.begin(() -> {
                    // First, so that the answers to what is asked once the room is subscribed are heard.
                    broker.nodes().subscribe(Topic.presence(room), listener);
                    return broker.rooms().subscribe(room, listener);
                })
                .whenComplete((head, failure) -> self.tell(
                        failure == null ? new Subscribed(listener, head) : new SubscribeFailed(listener, failure)));
    }

    /** Whether the answer is for this one: one that was under way when the room failed is no longer of interest. */
    boolean began(Subscribed answer) {
        if (answer.listener() != listener) {
            return false;
        }
        state = State.ACTIVE;
        return true;
    }

    /** Whether the answer is for this one. */
    boolean failed(SubscribeFailed answer) {
        if (answer.listener() != listener) {
            return false;
        }
        state = State.NONE;
        FAULTS.attempt("a room's failed subscription could not be ended", this::end);
        return true;
    }

    void tryLater() {
        timers.startSingleTimer(SubscribeDue.class, new SubscribeDue(), TRY_AGAIN);
    }

    void end() {
        broker.rooms().unsubscribe(room, listener);
        broker.nodes().unsubscribe(Topic.presence(room), listener);
    }
}
