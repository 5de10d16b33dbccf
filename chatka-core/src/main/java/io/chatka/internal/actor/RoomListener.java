package io.chatka.internal.actor;

import io.chatka.internal.broker.Event;
import io.chatka.internal.broker.EventListener;
import io.chatka.internal.broker.Head;
import io.chatka.internal.broker.NoteListener;
import java.util.function.LongSupplier;
import org.apache.pekko.actor.typed.ActorRef;

/** Turns what the broker tells of a room into messages to the room's actor. */
final class RoomListener implements EventListener, NoteListener {
    private final ActorRef<ChatRoomActor.Command> room;

    private final LongSupplier nanoTime;

    RoomListener(ActorRef<ChatRoomActor.Command> room, LongSupplier nanoTime) {
        this.room = room;
        this.nanoTime = nanoTime;
    }

    @Override
    public void onEvent(Event event) {
        room.tell(new ChatRoomActor.Delivered(event, nanoTime.getAsLong()));
    }

    @Override
    public void onNote(byte[] note) {
        room.tell(new ChatRoomActor.Noted(note));
    }

    @Override
    public void onLost() {
        room.tell(new ChatRoomActor.BrokerLost());
    }

    @Override
    public void onResumed(Head head) {
        room.tell(new ChatRoomActor.BrokerResumed(head));
    }

    @Override
    public void onPosition(Head head) {
        room.tell(new ChatRoomActor.BrokerChecked(head));
    }
}
