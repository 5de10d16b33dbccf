package io.chatka.actor;

import io.chatka.broker.BrokerListener;
import io.chatka.broker.Event;
import io.chatka.broker.Position;
import org.apache.pekko.actor.typed.ActorRef;

/** Turns what the broker tells of a room into messages to the room's actor. */
final class RoomListener implements BrokerListener {
    private final ActorRef<ChatRoomActor.Command> room;

    RoomListener(ActorRef<ChatRoomActor.Command> room) {
        this.room = room;
    }

    @Override
    public void onEvent(Event event) {
        room.tell(new ChatRoomActor.Delivered(event));
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
    public void onResumed(Position position) {
        room.tell(new ChatRoomActor.BrokerResumed(position));
    }

    @Override
    public void onPosition(Position position) {
        room.tell(new ChatRoomActor.BrokerChecked(position));
    }
}
