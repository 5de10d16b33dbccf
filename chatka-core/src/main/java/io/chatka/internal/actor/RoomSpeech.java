package io.chatka.internal.actor;

import io.chatka.internal.actor.ChatRoomActor.Say;
import io.chatka.internal.broker.Receipt;
import io.chatka.internal.protocol.ErrorCode;
import io.chatka.internal.protocol.Frames;
import java.util.concurrent.CompletionStage;

/** Publishes what a room's members say. Each of them gets one answer, whatever is thrown. Used by the room's actor only. */
final class RoomSpeech {
    private final ChatContext chat;
    private final RoomMembers members;

    RoomSpeech(ChatContext chat, RoomMembers members) {
        this.chat = chat;
        this.members = members;
    }

    void publish(RoomMembers.Entry sender, Say say) {
        long since = chat.meter().now();
        begin(sender, say).whenComplete((receipt, failure) -> {
            // First: what is thrown here, nobody hears of.
            say.ref().tell(answer(say, receipt, failure));
            chat.meter().published(since, failure == null);
        });
    }

    private CompletionStage<Receipt> begin(RoomMembers.Entry sender, Say say) {
        try {
            return chat.broker()
                    .rooms()
                    .publish(members.room(), Frames.message(members.author(sender), say.text(), say.data(), say.key()));
        } catch (Throwable fault) {
            // The room starts again without this message; its sender must not wait for an answer for ever.
            say.ref().tell(new UserActor.Failed(say.id(), ErrorCode.INTERNAL, "the message could not be published"));
            throw fault;
        }
    }

    private static UserActor.Command answer(Say say, Receipt receipt, Throwable failure) {
        return failure == null
                ? new UserActor.Published(say.id(), receipt)
                : new UserActor.Failed(
                        say.id(),
                        BrokerFailures.code(failure),
                        "it is unknown whether the message was stored; try again, with the same key");
    }
}
