package io.chatka.internal.actor;

import io.chatka.internal.broker.NoteListener;
import io.chatka.internal.broker.Topic;
import io.chatka.internal.fault.FaultLog;
import io.chatka.internal.protocol.ErrorCode;
import io.chatka.internal.protocol.MembersNote;
import io.chatka.internal.protocol.TypingNote;

/** Hears the notes of all nodes about a room, and gives each to the part that it is for. */
final class RoomNotes implements Feed.Follower {
    private static final FaultLog FAULTS = FaultLog.of(RoomNotes.class);

    private final RoomContext room;
    private final NoteListener listener;

    RoomNotes(RoomContext room) {
        this.room = room;
        this.listener = note -> room.tellSelf(message(note));
    }

    private static ChatRoomActor.Command message(byte[] note) {
        if (MembersNote.is(note)) {
            return new MemberLists.Noted(note);
        }
        return TypingNote.is(note) ? new RoomTyping.Noted(note) : new RoomPresence.Noted(note);
    }

    /**
     * Listens before the room is subscribed, so that the answers to {@link Presence#ask} are heard.
     */
    @Override
    public void subscribing() {
        room.chat().broker().nodes().subscribe(Topic.presence(room.name()), listener);
    }

    @Override
    public void subscribeFailed(ErrorCode code) {
        FAULTS.attempt("a room's notes could not be unsubscribed", this::end);
    }

    /** The room ends here, or restarts. */
    void end() {
        room.chat().broker().nodes().unsubscribe(Topic.presence(room.name()), listener);
    }
}
