package io.chatka.internal.actor;

import io.chatka.api.User;
import io.chatka.internal.broker.Event;
import io.chatka.internal.broker.Head;
import io.chatka.internal.broker.HistoryPage;
import io.chatka.internal.broker.HistoryQuery;
import io.chatka.internal.broker.Position;
import io.chatka.internal.fault.FaultLog;
import io.chatka.internal.lane.Connection;
import io.chatka.internal.protocol.CommandId;
import io.chatka.internal.protocol.ErrorCode;
import io.chatka.internal.protocol.Frames;
import java.time.Duration;
import java.util.List;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.PreRestart;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;

/**
 * One room on one node: its members here, its subscription at the broker, its order.
 *
 * <p>What a member says is encoded once and published; what the broker delivers, this node's own messages included, is
 * checked against the room's order by {@link RoomOrder} and handed to the lanes by {@link RoomMembers}. {@link RoomAdmission}
 * lets members in. What is missing, for all of them or for one that comes back ({@link Recovery}), is read from the broker's
 * history by {@link HistoryReads}.
 *
 * <p>When it fails, it starts again with the same members and a new subscription: the message that made it fail is
 * lost, the sockets are not.
 */
public final class ChatRoomActor extends AbstractBehavior<ChatRoomActor.Command> {

    private static final FaultLog FAULTS = FaultLog.of(ChatRoomActor.class);

    /** A shorter loss of the broker is mended without a word to the members. */
    private static final Duration DEGRADED_AFTER = Duration.ofSeconds(1);

    public sealed interface Command {}

    /**
     * @param since what the client last saw of the room, or null
     * @param mostReplay bytes that its socket has room for; if it has missed more, it has to ask again
     */
    record Join(
            ActorRef<UserActor.Command> ref,
            User user,
            Connection connection,
            Position since,
            long mostReplay,
            CommandId id)
            implements Command {}

    record Leave(ActorRef<UserActor.Command> ref, CommandId id) implements Command {}

    /** @param data JSON or null; at least one of text and data is there */
    record Say(ActorRef<UserActor.Command> ref, String text, String data, String key, CommandId id)
            implements Command {}

    /** A member wants to see what was said. */
    record FetchHistory(ActorRef<UserActor.Command> ref, HistoryQuery query, CommandId id) implements Command {}

    /** The supervisor has forgotten the room. */
    record Retire() implements Command {}

    /** What the broker tells; see {@link io.chatka.internal.broker.EventListener}. */
    record Delivered(Event event, long heardAt) implements Command {}

    record Noted(byte[] note) implements Command {}

    record BrokerLost() implements Command {}

    record BrokerResumed(Head head) implements Command {}

    record BrokerChecked(Head head) implements Command {}

    /** What {@link HistoryReads} reads; of page and failure one is null. */
    record Mended(int number, HistoryPage page, Throwable failure) implements Command {}

    record Recovered(int number, HistoryPage page, Throwable failure) implements Command {}

    record HistoryFetched(HistoryQuery query, HistoryPage page, Throwable failure) implements Command {}

    record MendDue() implements Command {}

    record RecoveryDue() implements Command {}

    private record DegradedDue() implements Command {}

    /** @param listener the one that it is about */
    record Subscribed(RoomListener listener, Head head) implements Command {}

    record SubscribeFailed(RoomListener listener, Throwable cause) implements Command {}

    record SubscribeDue() implements Command {}

    record UserStopped(ActorRef<UserActor.Command> ref) implements Command {}

    record PresenceDue() implements Command {}

    record PresenceRefreshDue() implements Command {}

    record IdleDue() implements Command {}

    /** Some node of the cluster is gone or is back; see {@link io.chatka.internal.cluster.Nodes}. */
    record NodesChanged() implements Command {}

    private final String room;
    private final ActorRef<ChatSupervisor.Command> supervisor;
    private final RoomMembers members;
    private final RoomOrder order;
    private final Recovery recovery;
    private final HistoryReads past;
    private final RoomSpeech speech;
    private final RoomAdmission admission;
    private final RoomVacancy vacancy;
    private final Presence presence;
    private final PresenceSchedule presenceSchedule;
    private final RoomSubscription subscription;
    private final TimerScheduler<Command> timers;

    /** @param lanes how many lanes the node has */
    static Behavior<Command> create(
            ChatContext chat,
            String room,
            ActorRef<ChatSupervisor.Command> supervisor,
            int lanes,
            EmptyRooms emptyRooms,
            ForeignNames foreignNames) {
        return Behaviors.setup(outer -> {
            // Made here, outside of what is restarted.
            RoomMembers members = new RoomMembers(
                    room,
                    lanes,
                    chat.settings().limits().backlog(),
                    chat.settings().rooms().coalesce(),
                    chat.meter(),
                    new Lookalikes(foreignNames));
            Recovery recovery = new Recovery(chat.settings().replay());
            RoomOrder order = new RoomOrder(members, recovery::placed);
            Behavior<Command> behavior = Behaviors.setup(context -> Behaviors.withTimers(timers ->
                    new ChatRoomActor(context, timers, chat, room, supervisor, members, order, recovery, emptyRooms)));
            return FaultBoundary.restarting(
                    Command.class,
                    FAULTS,
                    "a room failed; it starts again, with its members",
                    behavior,
                    context -> UnopenableRoom.create(context, room, supervisor, members));
        });
    }

    private ChatRoomActor(
            ActorContext<Command> context,
            TimerScheduler<Command> timers,
            ChatContext chat,
            String room,
            ActorRef<ChatSupervisor.Command> supervisor,
            RoomMembers members,
            RoomOrder order,
            Recovery recovery,
            EmptyRooms emptyRooms) {
        super(context);
        this.room = room;
        this.supervisor = supervisor;
        this.members = members;
        this.order = order;
        this.recovery = recovery;
        this.timers = timers;
        this.past = new HistoryReads(chat, room, order, recovery, context.getSelf(), timers);
        this.speech = new RoomSpeech(chat, members);
        this.presence = new Presence(chat, room, members);
        this.presenceSchedule = new PresenceSchedule(presence, timers);
        this.admission = new RoomAdmission(context, members, order, recovery, past, presence, presenceSchedule);
        this.vacancy = new RoomVacancy(members, recovery, emptyRooms, timers);
        this.subscription = new RoomSubscription(
                chat.broker(), room, new RoomListener(context.getSelf(), chat.meter()::now), context.getSelf(), timers);
        subscription.begin();
    }

    @Override
    public Receive<Command> createReceive() {
        return newReceiveBuilder()
                .onMessage(Delivered.class, this::onDelivered)
                .onMessage(Say.class, this::onSay)
                .onMessage(Join.class, this::onJoin)
                .onMessage(UserStopped.class, this::onUserStopped)
                .onMessage(Leave.class, this::onLeave)
                .onMessage(FetchHistory.class, this::onLookBack)
                .onMessage(HistoryFetched.class, this::onLookedBack)
                .onMessage(Recovered.class, this::onRecovered)
                .onMessage(RecoveryDue.class, due -> onRecoveryDue())
                .onMessage(Mended.class, this::onMended)
                .onMessage(MendDue.class, due -> onMendDue())
                .onMessage(Noted.class, this::onNoted)
                .onMessage(PresenceDue.class, due -> onPresenceDue())
                .onMessage(PresenceRefreshDue.class, due -> onPresenceRefreshDue())
                .onMessage(Subscribed.class, this::onSubscribed)
                .onMessage(SubscribeFailed.class, this::onSubscribeFailed)
                .onMessage(SubscribeDue.class, due -> onSubscribeDue())
                .onMessage(BrokerLost.class, lost -> onBrokerLost())
                .onMessage(BrokerResumed.class, this::onBrokerResumed)
                .onMessage(BrokerChecked.class, this::onBrokerChecked)
                .onMessage(DegradedDue.class, due -> onDegradedDue())
                .onMessage(IdleDue.class, due -> onIdleDue())
                .onMessage(NodesChanged.class, changed -> onNodesChanged())
                .onMessage(Retire.class, retire -> Behaviors.stopped())
                .onSignal(PreRestart.class, signal -> onEnd())
                .onSignal(PostStop.class, signal -> onEnd())
                .build();
    }

    private Behavior<Command> onSay(Say say) {
        RoomMembers.Entry sender = members.get(say.ref);
        if (sender == null) {
            say.ref.tell(notJoined(say.id));
            return this;
        }
        speech.publish(sender, say);
        return this;
    }

    private UserActor.Failed notJoined(CommandId id) {
        return new UserActor.Failed(id, ErrorCode.NOT_JOINED, "you are not in room " + room + "; join it first");
    }

    private Behavior<Command> onDelivered(Delivered delivered) {
        members.heardAt(delivered.heardAt);
        try {
            order.accept(delivered.event);
        } finally {
            members.heardAt(RoomMembers.NOW);
        }
        past.mend();
        return this;
    }

    private Behavior<Command> onMended(Mended mended) {
        past.mended(mended);
        past.mend();
        return this;
    }

    private Behavior<Command> onMendDue() {
        past.mend();
        return this;
    }

    private Behavior<Command> onLookBack(FetchHistory question) {
        if (members.get(question.ref) == null) {
            UserActor.Failed failed = notJoined(question.id);
            question.ref.tell(new UserActor.PastFailed(failed.id(), failed.code(), failed.message()));
        } else {
            past.lookBack(question);
        }
        return this;
    }

    private Behavior<Command> onLookedBack(HistoryFetched answer) {
        past.lookedBack(answer);
        return this;
    }

    private Behavior<Command> onJoin(Join join) {
        if (subscription.isActive()) {
            members.countJoin();
            letIn(join);
        } else {
            members.hold(join);
            subscription.begin();
        }
        return this;
    }

    /** Whatever is thrown for one who joins keeps nobody else from joining. */
    private void letIn(Join join) {
        try {
            vacancy.end();
            admission.begin(join);
        } catch (Throwable fault) {
            FAULTS.report("a member could not be let into its room; its join is refused", fault);
            admission.refuse(join, ErrorCode.INTERNAL);
            vacancy.beginIfEmpty();
        }
    }

    private Behavior<Command> onRecoveryDue() {
        past.recover();
        return this;
    }

    private Behavior<Command> onRecovered(Recovered recovered) {
        admission.recovered(recovered);
        vacancy.beginIfEmpty();
        // The read may have told of an epoch that is to be read now.
        past.mend();
        past.recover();
        return this;
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
            presenceSchedule.changed();
            vacancy.beginIfEmpty();
        }
        return this;
    }

    private Behavior<Command> onSubscribed(Subscribed message) {
        if (!subscription.began(message)) {
            return this;
        }
        order.start(message.head);
        // An actor that ended meanwhile has not heard that the broker is back.
        members.tellDegraded(false);
        past.mend();
        presence.ask();
        recovery.takeAll().forEach(this::letIn);
        members.takeWaiting().forEach(this::letIn);
        vacancy.beginIfEmpty();
        return this;
    }

    private Behavior<Command> onSubscribeFailed(SubscribeFailed failed) {
        if (!subscription.failed(failed)) {
            return this;
        }
        ErrorCode code = BrokerFailures.code(failed.cause);
        members.takeWaiting().forEach(join -> admission.refuse(join, code));
        if (vacancy.isEmpty()) {
            vacancy.beginIfEmpty();
        } else {
            subscription.tryLater();
        }
        return this;
    }

    private Behavior<Command> onSubscribeDue() {
        subscription.begin();
        return this;
    }

    private Behavior<Command> onBrokerLost() {
        presence.lost();
        timers.startSingleTimer(DegradedDue.class, new DegradedDue(), DEGRADED_AFTER);
        return this;
    }

    private Behavior<Command> onDegradedDue() {
        members.tellDegraded(true);
        return this;
    }

    private Behavior<Command> onBrokerResumed(BrokerResumed resumed) {
        timers.cancel(DegradedDue.class);
        members.tellDegraded(false);
        timers.cancel(MendDue.class);
        order.resume(resumed.head);
        past.mend();
        presence.resumed();
        return this;
    }

    private Behavior<Command> onBrokerChecked(BrokerChecked checked) {
        order.resume(checked.head);
        past.mend();
        return this;
    }

    private Behavior<Command> onNoted(Noted noted) {
        presenceSchedule.heard(noted.note);
        return this;
    }

    private Behavior<Command> onPresenceRefreshDue() {
        presenceSchedule.refreshDue();
        return this;
    }

    private Behavior<Command> onNodesChanged() {
        presenceSchedule.nodesChanged();
        return this;
    }

    private Behavior<Command> onPresenceDue() {
        presenceSchedule.due();
        return this;
    }

    private Behavior<Command> onIdleDue() {
        if (vacancy.isEmpty()) {
            supervisor.tell(new ChatSupervisor.RoomIdle(room, getContext().getSelf(), members.joins()));
        }
        return this;
    }

    /** Each part ends, whatever becomes of the others. */
    private Behavior<Command> onEnd() {
        FAULTS.attempt("a room's subscription could not be ended", subscription::end);
        FAULTS.attempt("a room's reads could not be ended", past::end);
        FAULTS.attempt("the other nodes could not be told that a room is empty here", presence::leave);
        FAULTS.attempt("an empty room could not be counted out", vacancy::countOut);
        return this;
    }
}
