package io.chatka.actor;

import io.chatka.broker.BrokerUnavailableException;
import io.chatka.broker.Event;
import io.chatka.broker.Position;
import io.chatka.lane.Connection;
import io.chatka.protocol.CommandId;
import io.chatka.protocol.ErrorCode;
import io.chatka.protocol.Frames;
import io.chatka.protocol.User;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.PreRestart;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One room on one node: its members here, its subscription at the broker, its order.
 *
 * <p>What a member says is encoded once and published; what the broker delivers, this node's own messages included, is
 * checked against the room's order by {@link RoomOrder} and handed to the lanes by {@link RoomMembers}.
 *
 * <p>When it fails, it starts again with the same members and a new subscription: the message that made it fail is
 * lost, the sockets are not.
 */
public final class ChatRoomActor extends AbstractBehavior<ChatRoomActor.Command> {
    private static final Logger LOG = LoggerFactory.getLogger(ChatRoomActor.class);
    private static final Duration SUBSCRIBE_AGAIN = Duration.ofSeconds(1);

    public sealed interface Command {}

    /** @param since what the client last saw of the room, or null */
    record Join(ActorRef<UserActor.Command> ref, User user, Connection connection, Position since, CommandId id)
            implements Command {}

    record Leave(ActorRef<UserActor.Command> ref, CommandId id) implements Command {}

    /** @param data JSON or null; at least one of text and data is there */
    record Say(ActorRef<UserActor.Command> ref, String text, String data, CommandId id) implements Command {}

    /** The supervisor has forgotten the room. */
    record Retire() implements Command {}

    /** What the broker tells; see {@link io.chatka.broker.BrokerListener}. */
    record Delivered(Event event) implements Command {}

    record Noted(byte[] note) implements Command {}

    record BrokerLost() implements Command {}

    record BrokerResumed(Position position) implements Command {}

    /** @param listener the one it was about: an answer that was under way when the room failed is no longer of interest */
    private record Subscribed(RoomListener listener, Position position) implements Command {}

    private record SubscribeFailed(RoomListener listener, Throwable cause) implements Command {}

    private record SubscribeDue() implements Command {}

    private record UserStopped(ActorRef<UserActor.Command> ref) implements Command {}

    private record PresenceDue() implements Command {}

    private record PresenceRefreshDue() implements Command {}

    private record IdleDue() implements Command {}

    private enum Subscription {
        NONE,
        UNDER_WAY,
        ACTIVE
    }

    private final ChatContext chat;
    private final String room;
    private final ActorRef<ChatSupervisor.Command> supervisor;
    private final RoomMembers members;
    private final RoomOrder order;
    private final Presence presence;
    private final TimerScheduler<Command> timers;
    private final RoomListener listener;
    private Subscription subscription = Subscription.NONE;

    /** @param lanes how many lanes the node has */
    static Behavior<Command> create(
            ChatContext chat, String room, ActorRef<ChatSupervisor.Command> supervisor, int lanes) {
        return Behaviors.setup(outer -> {
            // Made here, outside of what is restarted.
            RoomMembers members = new RoomMembers(
                    room,
                    lanes,
                    chat.settings().limits().backlog(),
                    chat.settings().roomCoalesce());
            RoomOrder order = new RoomOrder(members);
            Behavior<Command> behavior = Behaviors.setup(context -> Behaviors.withTimers(
                    timers -> new ChatRoomActor(context, timers, chat, room, supervisor, members, order)));
            return Behaviors.supervise(behavior).onFailure(SupervisorStrategy.restart());
        });
    }

    private ChatRoomActor(
            ActorContext<Command> context,
            TimerScheduler<Command> timers,
            ChatContext chat,
            String room,
            ActorRef<ChatSupervisor.Command> supervisor,
            RoomMembers members,
            RoomOrder order) {
        super(context);
        this.chat = chat;
        this.room = room;
        this.supervisor = supervisor;
        this.members = members;
        this.order = order;
        this.timers = timers;
        this.presence = new Presence(chat, room, members);
        this.listener = new RoomListener(context.getSelf());
        subscribe();
    }

    @Override
    public Receive<Command> createReceive() {
        return newReceiveBuilder()
                .onMessage(Delivered.class, this::onDelivered)
                .onMessage(Say.class, this::onSay)
                .onMessage(Join.class, this::onJoin)
                .onMessage(UserStopped.class, this::onUserStopped)
                .onMessage(Leave.class, this::onLeave)
                .onMessage(Noted.class, this::onNoted)
                .onMessage(PresenceDue.class, due -> onPresenceDue())
                .onMessage(PresenceRefreshDue.class, due -> onPresenceRefreshDue())
                .onMessage(Subscribed.class, this::onSubscribed)
                .onMessage(SubscribeFailed.class, this::onSubscribeFailed)
                .onMessage(SubscribeDue.class, due -> onSubscribeDue())
                .onMessage(BrokerLost.class, lost -> onBrokerLost())
                .onMessage(BrokerResumed.class, this::onBrokerResumed)
                .onMessage(IdleDue.class, due -> onIdleDue())
                .onMessage(Retire.class, retire -> Behaviors.stopped())
                .onSignal(PreRestart.class, signal -> onEnd())
                .onSignal(PostStop.class, signal -> onEnd())
                .build();
    }

    private Behavior<Command> onSay(Say say) {
        RoomMembers.Entry sender = members.get(say.ref);
        if (sender == null) {
            say.ref.tell(new UserActor.PublishFailed(
                    say.id, ErrorCode.NOT_JOINED, "you are not in room " + room + "; join it first"));
            return this;
        }
        publish(sender, say)
                .whenComplete((position, failure) -> say.ref.tell(
                        failure == null
                                ? new UserActor.Published(say.id, position.seq())
                                : new UserActor.PublishFailed(
                                        say.id,
                                        code(failure),
                                        "it is unknown whether the message was stored; try again")));
        return this;
    }

    private CompletionStage<Position> publish(RoomMembers.Entry sender, Say say) {
        try {
            return chat.broker()
                    .publish(room, Frames.message(room, sender.user(), sender.lookalike(), say.text, say.data));
        } catch (RuntimeException fault) {
            // The room starts again without this message; its sender must not wait for an answer for ever.
            say.ref.tell(new UserActor.PublishFailed(say.id, ErrorCode.INTERNAL, "the message could not be published"));
            throw fault;
        }
    }

    private Behavior<Command> onDelivered(Delivered delivered) {
        order.accept(delivered.event);
        return this;
    }

    private Behavior<Command> onJoin(Join join) {
        if (subscription == Subscription.ACTIVE) {
            members.countJoin();
            admit(join);
        } else {
            members.hold(join);
            if (subscription == Subscription.NONE) {
                subscribe();
            }
        }
        return this;
    }

    private void admit(Join join) {
        timers.cancel(IdleDue.class);
        UserActor.Joined reply = new UserActor.Joined(room, getContext().getSelf());
        if (members.get(join.ref) != null) {
            join.ref.tell(reply);
            return;
        }
        getContext().watchWith(join.ref, new UserStopped(join.ref));
        boolean recovered = join.since != null && join.since.equals(order.position());
        byte[] joined = Frames.joined(room, order.position(), recovered, presence.total() + 1);
        List<byte[]> greeting = join.id == null ? List.of(joined) : List.of(joined, Frames.ok(join.id));
        // Told from the lane, so that no reply to a later command overtakes the greeting.
        members.add(join, greeting, () -> join.ref.tell(reply));
        presence.joined(join.user);
        schedulePresence();
    }

    private Behavior<Command> onLeave(Leave leave) {
        getContext().unwatch(leave.ref);
        return remove(leave.ref, leave.id == null ? List.of() : List.of(Frames.ok(leave.id)));
    }

    private Behavior<Command> onUserStopped(UserStopped stopped) {
        return remove(stopped.ref, List.of());
    }

    private Behavior<Command> remove(ActorRef<UserActor.Command> ref, List<byte[]> farewell) {
        User user = members.remove(ref, farewell);
        if (user != null) {
            presence.left(user);
            schedulePresence();
            scheduleIdleIfEmpty();
        }
        return this;
    }

    private void subscribe() {
        subscription = Subscription.UNDER_WAY;
        ActorRef<Command> self = getContext().getSelf();
        chat.broker()
                .subscribe(room, listener)
                .whenComplete((position, failure) -> self.tell(
                        failure == null ? new Subscribed(listener, position) : new SubscribeFailed(listener, failure)));
    }

    private Behavior<Command> onSubscribed(Subscribed message) {
        if (message.listener != listener) {
            return this;
        }
        subscription = Subscription.ACTIVE;
        order.start(message.position);
        presence.ask();
        members.takeWaiting().forEach(this::admit);
        scheduleIdleIfEmpty();
        return this;
    }

    private Behavior<Command> onSubscribeFailed(SubscribeFailed failed) {
        if (failed.listener != listener) {
            return this;
        }
        subscription = Subscription.NONE;
        chat.broker().unsubscribe(room, listener);
        for (Join join : members.takeWaiting()) {
            join.ref.tell(new UserActor.JoinFailed(
                    room, join.id, code(failed.cause), "the room cannot be entered now; try again"));
        }
        if (members.isEmpty()) {
            scheduleIdleIfEmpty();
        } else {
            timers.startSingleTimer(SubscribeDue.class, new SubscribeDue(), SUBSCRIBE_AGAIN);
        }
        return this;
    }

    private Behavior<Command> onSubscribeDue() {
        if (subscription == Subscription.NONE) {
            subscribe();
        }
        return this;
    }

    private Behavior<Command> onBrokerLost() {
        members.tellEverybody(Frames.roomDegraded(room, true));
        return this;
    }

    private Behavior<Command> onBrokerResumed(BrokerResumed resumed) {
        members.tellEverybody(Frames.roomDegraded(room, false));
        order.resume(resumed.position);
        presence.ask();
        return this;
    }

    private Behavior<Command> onNoted(Noted noted) {
        presence.heard(noted.note);
        schedulePresence();
        if (presence.hasPeers() && !timers.isTimerActive(PresenceRefreshDue.class)) {
            timers.startTimerWithFixedDelay(
                    PresenceRefreshDue.class, new PresenceRefreshDue(), Presence.REFRESH, Presence.REFRESH);
        }
        return this;
    }

    private Behavior<Command> onPresenceRefreshDue() {
        presence.refresh();
        schedulePresence();
        if (!presence.hasPeers()) {
            timers.cancel(PresenceRefreshDue.class);
        }
        return this;
    }

    private void schedulePresence() {
        if (presence.changed() && !timers.isTimerActive(PresenceDue.class)) {
            Duration wait = presence.untilDue();
            if (wait.isZero()) {
                presence.flush();
            } else {
                timers.startSingleTimer(PresenceDue.class, new PresenceDue(), wait);
            }
        }
    }

    private Behavior<Command> onPresenceDue() {
        presence.flush();
        return this;
    }

    private void scheduleIdleIfEmpty() {
        if (members.isEmpty()) {
            timers.startSingleTimer(
                    IdleDue.class, new IdleDue(), chat.settings().roomIdle());
        }
    }

    private Behavior<Command> onIdleDue() {
        if (members.isEmpty()) {
            supervisor.tell(new ChatSupervisor.RoomIdle(room, getContext().getSelf(), members.joins()));
        }
        return this;
    }

    private Behavior<Command> onEnd() {
        chat.broker().unsubscribe(room, listener);
        presence.leave();
        return this;
    }

    private static ErrorCode code(Throwable failure) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        if (cause instanceof BrokerUnavailableException) {
            return ErrorCode.UNAVAILABLE;
        }
        LOG.error("the broker failed in a way that it should not", cause);
        return ErrorCode.INTERNAL;
    }
}
