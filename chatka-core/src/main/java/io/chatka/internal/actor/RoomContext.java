package io.chatka.internal.actor;

import io.chatka.internal.broker.HistoryPage;
import io.chatka.internal.broker.HistoryQuery;
import io.chatka.internal.fault.Stages;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;

/**
 * What the parts of a room share. When the room's actor restarts, all of it but the members is new.
 *
 * @param actor the room's own
 * @param timers for the parts' own messages; they end with the actor and with each restart
 */
record RoomContext(
        ChatContext chat,
        RoomMembers members,
        ActorContext<ChatRoomActor.Command> actor,
        TimerScheduler<ChatRoomActor.Command> timers) {

    String name() {
        return members.room();
    }

    void tellSelf(ChatRoomActor.Command message) {
        actor.getSelf().tell(message);
    }

    CompletionStage<HistoryPage> readHistory(HistoryQuery query) {
        return Stages.begin(() -> chat.broker().rooms().history(name(), query));
    }
}
