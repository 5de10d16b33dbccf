package io.chatka.internal.actor;

import io.chatka.api.Grant;
import io.chatka.api.User;
import io.chatka.internal.broker.HistoryQuery;
import io.chatka.internal.broker.Position;
import io.chatka.internal.broker.Rank;
import io.chatka.internal.broker.Standing;
import io.chatka.internal.fault.FaultLog;
import io.chatka.internal.lane.Connection;
import io.chatka.internal.permission.Rights;
import io.chatka.internal.protocol.CommandId;
import io.chatka.internal.protocol.ErrorCode;
import io.chatka.internal.protocol.LeftCode;
import io.chatka.internal.protocol.ListedUser;
import io.chatka.internal.protocol.ModerationFrames;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.PreRestart;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;

/**
 * One room on one node. Its parts do the work, each with a state, messages and timers of its own:
 *
 * <ul>
 *   <li>{@link RoomSpeech} publishes what members say;
 *   <li>{@link Feed} receives the messages of all nodes from the broker, and keeps them in order;
 *   <li>{@link RoomMembers} hands them to the lanes;
 *   <li>{@link RoomRules} knows what moderators have set;
 *   <li>{@link Entrance} lets clients in, with what they have missed, and out;
 *   <li>{@link RoomPresence} tells members and other nodes who is in the room;
 *   <li>{@link HistoryReads} answers members that ask for older messages;
 *   <li>{@link MemberLists} answers members that ask who is in the room;
 *   <li>{@link RoomTyping} tells members who is typing;
 *   <li>{@link RoomVacancy} retires a room that stays empty.
 * </ul>
 *
 * <p>When a handler throws, the actor restarts with new parts and a new subscription. {@link Kept}
 * survives that: only the message at fault is lost, and no connection closes.
 */
public final class ChatRoomActor extends AbstractBehavior<ChatRoomActor.Command> {
    private static final FaultLog FAULTS = FaultLog.of(ChatRoomActor.class);

    /** Messages from outside the room, then those that each part sends to itself. */
    public sealed interface Command
            permits Say,
                    Join,
                    Leave,
                    FetchHistory,
                    ListMembers,
                    Typing,
                    ListHere,
                    ChangeRights,
                    Expel,
                    NodesChanged,
                    Retire,
                    Interceptions.Message,
                    Feed.Message,
                    Entrance.Message,
                    RoomRules.Message,
                    RoomPresence.Message,
                    HistoryReads.Fetched,
                    MemberLists.Message,
                    RoomTyping.Message,
                    RoomVacancy.IdleDue {}

    /**
     * @param since the client's last position in the room, or null
     * @param mostReplay bytes of replay that the client's socket has room for; if the replay is
     *     larger, the answer is {@link UserActor.ReplayTooLarge}
     * @param standing the sanctions against the user, if they have been looked up; otherwise null
     */
    record Join(
            ActorRef<UserActor.Command> ref,
            User user,
            Rights rights,
            Connection connection,
            Position since,
            long mostReplay,
            CommandId id,
            Standing standing)
            implements Command {

        Join with(Standing found) {
            return new Join(ref, user, rights, connection, since, mostReplay, id, found);
        }
    }

    /** @param id null if the client gave none */
    record Leave(ActorRef<UserActor.Command> ref, CommandId id) implements Command {}

    /** @param data JSON or null; at least one of text and data is there */
    record Say(ActorRef<UserActor.Command> ref, String text, String data, String key, CommandId id)
            implements Command {}

    /** A member asks for a part of the history. */
    record FetchHistory(ActorRef<UserActor.Command> ref, HistoryQuery query, CommandId id) implements Command {}

    /**
     * A member asks for a part of the list of members.
     *
     * @param after only users with greater ids
     */
    record ListMembers(ActorRef<UserActor.Command> ref, String after, int limit, CommandId id) implements Command {}

    /** Somebody outside asks for a part of the users that the room has on this node. */
    record ListHere(String after, int limit, CompletableFuture<List<ListedUser>> answer) implements Command {}

    /** A member types. */
    record Typing(ActorRef<UserActor.Command> ref) implements Command {}

    /** What a member may do has changed. Without the grant to join, it is removed. */
    record ChangeRights(ActorRef<UserActor.Command> ref, Rights rights) implements Command {}

    /** Removes one connection, which then gets {@code left}. */
    record Expel(ActorRef<UserActor.Command> ref, LeftCode code, String reason) implements Command {}

    /** The supervisor has removed the room from its table. */
    record Retire() implements Command {}

    /**
     * Some node of the cluster is gone or is back; see {@link io.chatka.internal.cluster.Nodes}.
     */
    record NodesChanged() implements Command {}

    /** State that survives a restart. */
    private record Kept(RoomMembers members, RoomOrder order, Arrivals arrivals) {

        static Kept of(ChatContext chat, String room, RoomsShared shared, ActorRef<Command> self) {
            RoomIndex.Entry figures = new RoomIndex.Entry(self);
            chat.cluster().here().rooms().add(room, figures);
            RoomMembers members = new RoomMembers(
                    room,
                    shared.lanes(),
                    chat.settings(),
                    chat.meter(),
                    new Lookalikes(shared.foreignNames()),
                    figures);
            Recovery recovery = new Recovery(members.removals(), chat.settings().replay());
            return new Kept(members, new RoomOrder(members, recovery::placed), new Arrivals(recovery));
        }
    }

    private final RoomMembers members;
    private final RoomSpeech speech;
    private final Feed feed;
    private final RoomNotes notes;
    private final RoomPresence presence;
    private final HistoryReads historyReads;
    private final MemberLists memberLists;
    private final RoomTyping typing;
    private final RoomVacancy vacancy;
    private final RoomRules rules;
    private final Entrance entrance;

    static Behavior<Command> create(
            ChatContext chat, String room, ActorRef<ChatSupervisor.Command> supervisor, RoomsShared shared) {
        return Behaviors.setup(outer -> {
            Kept kept = Kept.of(chat, room, shared, outer.getSelf());
            Behavior<Command> actor = Behaviors.setup(context -> Behaviors.withTimers(timers -> new ChatRoomActor(
                    new RoomContext(chat, kept.members, context, timers), kept, supervisor, shared.emptyRooms())));
            return FaultBoundary.restarting(
                    Command.class,
                    FAULTS,
                    "a room failed; it starts again, with its members",
                    actor,
                    context -> UnopenableRoom.create(context, supervisor, kept.members, kept.arrivals));
        });
    }

    private ChatRoomActor(
            RoomContext room, Kept kept, ActorRef<ChatSupervisor.Command> supervisor, EmptyRooms emptyRooms) {
        super(room.actor());
        members = kept.members;
        speech = new RoomSpeech(room);
        historyReads = new HistoryReads(room);
        rules = new RoomRules(room, this::expel);
        feed = new Feed(room, kept.order, rules);
        notes = new RoomNotes(room);
        presence = new RoomPresence(room);
        memberLists = new MemberLists(room, presence);
        typing = new RoomTyping(room, presence, rules);
        vacancy = new RoomVacancy(room, kept.arrivals, emptyRooms, supervisor);
        entrance = new Entrance(room, new Entrance.Waiting(kept.arrivals, vacancy), feed, rules, presence);
        feed.follow(notes);
        feed.follow(presence);
        feed.follow(entrance);
        feed.subscribe();
    }

    /**
     * The most frequent message first. {@code Delivered} is matched by its class, since the JVM
     * takes longer to match an interface.
     */
    @Override
    public Receive<Command> createReceive() {
        return newReceiveBuilder()
                .onMessage(Feed.Delivered.class, this::onFeed)
                .onMessage(Say.class, this::onSay)
                .onMessage(Join.class, this::onJoin)
                .onMessage(Leave.class, this::onLeave)
                .onMessage(FetchHistory.class, this::onFetchHistory)
                .onMessage(Typing.class, this::onTyping)
                .onMessage(ListMembers.class, this::onListMembers)
                .onMessage(Feed.Message.class, this::onFeed)
                .onMessage(Interceptions.Message.class, this::onInterception)
                .onMessage(Entrance.Message.class, this::onEntrance)
                .onMessage(RoomRules.Message.class, this::onRules)
                .onMessage(HistoryReads.Fetched.class, this::onFetched)
                .onMessage(MemberLists.Message.class, this::onMemberLists)
                .onMessage(RoomTyping.Message.class, this::onTypingMessage)
                .onMessage(RoomPresence.Message.class, this::onPresence)
                .onMessage(ChangeRights.class, this::onChangeRights)
                .onMessage(Expel.class, this::onExpel)
                .onMessage(ListHere.class, this::onListHere)
                .onMessage(NodesChanged.class, changed -> onNodesChanged())
                .onMessage(RoomVacancy.IdleDue.class, due -> onIdleDue())
                .onMessage(Retire.class, retire -> Behaviors.stopped())
                .onSignal(PreRestart.class, signal -> onEnd())
                .onSignal(PostStop.class, signal -> onEnd())
                .build();
    }

    private Behavior<Command> onFeed(Feed.Message message) {
        message.reach(feed);
        return this;
    }

    private Behavior<Command> onSay(Say say) {
        RoomMembers.Entry sender = members.get(say.ref);
        if (sender == null) {
            say.ref.tell(new UserActor.Failed(say.id, ErrorCode.NOT_JOINED, notJoined()));
        } else {
            speech.say(sender, say);
        }
        return this;
    }

    private Behavior<Command> onInterception(Interceptions.Message message) {
        speech.onInterception(message);
        return this;
    }

    private Behavior<Command> onJoin(Join join) {
        entrance.join(join);
        return this;
    }

    private Behavior<Command> onEntrance(Entrance.Message message) {
        message.reach(entrance);
        return this;
    }

    private Behavior<Command> onRules(RoomRules.Message message) {
        message.reach(rules);
        return this;
    }

    private Behavior<Command> onChangeRights(ChangeRights change) {
        if (change.rights.has(Grant.JOIN)) {
            members.changeRights(change.ref, change.rights);
        } else {
            expel(change.ref, LeftCode.REVOKED, null);
        }
        return this;
    }

    private Behavior<Command> onExpel(Expel message) {
        expel(message.ref, message.code, message.reason);
        return this;
    }

    private void expel(ActorRef<UserActor.Command> ref, LeftCode code, String reason) {
        if (members.get(ref) != null) {
            entrance.expel(List.of(ref), ModerationFrames.left(members.room(), code, reason));
        }
    }

    private void expel(String user, Rank by, LeftCode code, String reason) {
        entrance.expel(members.bound(user, by), ModerationFrames.left(members.room(), code, reason));
        if (code == LeftCode.BANNED) {
            entrance.lookUpAgain(user);
        }
    }

    private Behavior<Command> onLeave(Leave leave) {
        entrance.leave(leave);
        return this;
    }

    private Behavior<Command> onFetchHistory(FetchHistory request) {
        if (members.get(request.ref) == null) {
            request.ref.tell(new UserActor.HistoryFailed(request.id, ErrorCode.NOT_JOINED, notJoined()));
        } else {
            historyReads.fetch(request);
        }
        return this;
    }

    private Behavior<Command> onListMembers(ListMembers request) {
        if (members.get(request.ref) == null) {
            request.ref.tell(new UserActor.Failed(request.id, ErrorCode.NOT_JOINED, notJoined()));
        } else {
            memberLists.list(request);
        }
        return this;
    }

    private Behavior<Command> onListHere(ListHere request) {
        request.answer.complete(members.users().page(request.after, request.limit).stream()
                .map(here -> new ListedUser(here.user(), here.role(), here.connections()))
                .toList());
        return this;
    }

    private Behavior<Command> onMemberLists(MemberLists.Message message) {
        message.reach(memberLists);
        return this;
    }

    private Behavior<Command> onTyping(Typing message) {
        typing.typing(message.ref);
        return this;
    }

    private Behavior<Command> onTypingMessage(RoomTyping.Message message) {
        message.reach(typing);
        return this;
    }

    private String notJoined() {
        return "you are not in room " + members.room() + "; join it first";
    }

    private Behavior<Command> onFetched(HistoryReads.Fetched fetched) {
        historyReads.onFetched(fetched);
        return this;
    }

    private Behavior<Command> onPresence(RoomPresence.Message message) {
        message.reach(presence);
        return this;
    }

    private Behavior<Command> onNodesChanged() {
        presence.nodesChanged();
        return this;
    }

    private Behavior<Command> onIdleDue() {
        vacancy.onIdleDue();
        return this;
    }

    /** Each part ends, whatever another one throws. */
    private Behavior<Command> onEnd() {
        FAULTS.attempt("a room's subscription could not be ended", feed::end);
        FAULTS.attempt("senders could not be told that their messages are not published", speech::end);
        FAULTS.attempt("a room's reads could not be ended", historyReads::end);
        FAULTS.attempt("a room's lists of members could not be ended", memberLists::end);
        FAULTS.attempt("the other nodes could not be told that a room has ended here", presence::end);
        FAULTS.attempt("a room's notes could not be unsubscribed", notes::end);
        FAULTS.attempt("an empty room could not be counted out", vacancy::countOut);
        return this;
    }
}
