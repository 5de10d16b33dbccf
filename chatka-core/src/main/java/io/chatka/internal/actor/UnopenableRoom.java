package io.chatka.internal.actor;

import io.chatka.internal.actor.ChatRoomActor.Command;
import io.chatka.internal.actor.ChatRoomActor.Join;
import io.chatka.internal.protocol.ErrorCode;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.TypedActorContext;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;

/**
 * Takes the place of a room that failed while it was constructed. It refuses every join, so that no
 * client waits for an answer for ever, until the supervisor retires it and makes another room.
 */
final class UnopenableRoom extends AbstractBehavior<Command> {
    private final String room;
    private final ActorRef<ChatSupervisor.Command> supervisor;
    private long joins;

    /** @param joins that the room was sent before */
    private UnopenableRoom(
            ActorContext<Command> context, String room, ActorRef<ChatSupervisor.Command> supervisor, long joins) {
        super(context);
        this.room = room;
        this.supervisor = supervisor;
        this.joins = joins;
        askToBeRetired();
    }

    /** @param members their connections are closed, so that the clients reconnect */
    static Behavior<Command> create(
            TypedActorContext<Command> context,
            ActorRef<ChatSupervisor.Command> supervisor,
            RoomMembers members,
            Arrivals arrivals) {
        members.closeAll();
        arrivals.takeAll().forEach(join -> refuse(members.room(), join));
        return new UnopenableRoom(context.asJava(), members.room(), supervisor, arrivals.joins());
    }

    @Override
    public Receive<Command> createReceive() {
        return newReceiveBuilder()
                .onMessage(Join.class, this::onJoin)
                .onMessage(ChatRoomActor.Retire.class, retire -> Behaviors.stopped())
                .onMessage(ChatRoomActor.Say.class, this::onSay)
                .onMessage(ChatRoomActor.FetchHistory.class, this::onFetchHistory)
                .onAnyMessage(other -> this)
                .build();
    }

    private Behavior<Command> onJoin(Join join) {
        joins++;
        refuse(room, join);
        askToBeRetired();
        return this;
    }

    private Behavior<Command> onSay(ChatRoomActor.Say say) {
        say.ref().tell(new UserActor.Failed(say.id(), ErrorCode.INTERNAL, "the message could not be published"));
        return this;
    }

    private Behavior<Command> onFetchHistory(ChatRoomActor.FetchHistory request) {
        HistoryReads.refuse(request, ErrorCode.INTERNAL);
        return this;
    }

    /** The supervisor retires the room unless another join is on its way. */
    private void askToBeRetired() {
        supervisor.tell(new ChatSupervisor.RoomIdle(room, getContext().getSelf(), joins));
    }

    private static void refuse(String room, Join join) {
        join.ref()
                .tell(new UserActor.JoinFailed(
                        room, join.id(), ErrorCode.INTERNAL, "the room cannot be opened; try again"));
    }
}
