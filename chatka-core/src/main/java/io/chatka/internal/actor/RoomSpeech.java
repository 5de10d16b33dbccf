package io.chatka.internal.actor;

import io.chatka.api.SaidMessage;
import io.chatka.api.User;
import io.chatka.internal.actor.ChatRoomActor.Say;
import io.chatka.internal.broker.EventKind;
import io.chatka.internal.broker.Position;
import io.chatka.internal.broker.PublishRefusedException;
import io.chatka.internal.broker.Receipt;
import io.chatka.internal.broker.Sanction;
import io.chatka.internal.fault.Stages;
import io.chatka.internal.filter.TextFilter;
import io.chatka.internal.filter.Verdict;
import io.chatka.internal.moderation.HeldMessages;
import io.chatka.internal.observer.ObserverQueue;
import io.chatka.internal.protocol.ErrorCode;
import io.chatka.internal.protocol.MessageFrames;
import java.util.concurrent.CompletionStage;

/**
 * Publishes what a room's members say. If the application has an interceptor, that decides first.
 * Each message gets one answer, whatever is thrown. Used by the room's actor only.
 */
final class RoomSpeech implements Interceptions.Publisher {
    private final ChatContext chat;
    private final RoomMembers members;

    /** Null if nothing is filtered in this room. */
    private final TextFilter filter;

    private final HeldMessages held;

    /** Null if there is no interceptor. */
    private final Interceptions interceptions;

    /** Null if there is no observer. */
    private final ObserverQueue observer;

    RoomSpeech(RoomContext room) {
        this.chat = room.chat();
        this.members = room.members();
        this.filter = chat.settings().rooms().filters().of(room.name());
        this.held = new HeldMessages(chat.broker(), chat.posts());
        this.interceptions = chat.extensions().interceptor() == null ? null : new Interceptions(room, this);
        this.observer = chat.extensions().observer();
    }

    void say(RoomMembers.Entry sender, Say say) {
        Sanction mute = everywhere(sender);
        if (mute != null && mute.kind() == Sanction.Kind.MUTE) {
            say.ref().tell(new UserActor.Failed(say.id(), Refusal.everywhere(mute)));
            return;
        }
        byte[] author;
        try {
            author = members.author(sender);
        } catch (Throwable fault) {
            fail(say);
            throw fault;
        }
        if (interceptions == null) {
            publish(author, sender, say);
        } else {
            interceptions.ask(author, sender, say);
        }
    }

    /** The mute of the sender in all rooms, if it binds; otherwise null. */
    private Sanction everywhere(RoomMembers.Entry sender) {
        Sanction mute = chat.sanctions().mute(sender.user().id());
        return mute != null && mute.by().binds(sender.rights().rank()) ? mute : null;
    }

    void onInterception(Interceptions.Message message) {
        if (interceptions != null) {
            message.reach(interceptions);
        }
    }

    void end() {
        if (interceptions != null) {
            interceptions.end();
        }
    }

    @Override
    public void publish(byte[] author, RoomMembers.Entry sender, Say say) {
        Verdict verdict = filter == null
                ? Verdict.PASSES
                : filter.judge(
                        sender.user().id(),
                        sender.rights().rank(),
                        say.text(),
                        chat.nanoTime().getAsLong());
        if (verdict != Verdict.PASSES) {
            chat.meter().filtered(verdict.what());
        }
        EventKind kind = everywhere(sender) == null ? EventKind.MESSAGE : EventKind.SHADOWED;
        switch (verdict.what()) {
            case PASS -> publish(kind, author, sender, say);
            case MASK ->
                publish(kind, author, sender, new Say(say.ref(), verdict.text(), say.data(), say.key(), say.id()));
            case SHADOW -> publish(EventKind.SHADOWED, author, sender, say);
            case HOLD -> hold(sender, say);
            case REJECT ->
                say.ref()
                        .tell(new UserActor.Failed(
                                say.id(), new Refusal(ErrorCode.FILTERED, verdict.why(), verdict.retryAfterMillis())));
        }
    }

    @Override
    public void shadow(byte[] author, RoomMembers.Entry sender, Say say) {
        publish(EventKind.SHADOWED, author, sender, say);
    }

    @Override
    public void hold(RoomMembers.Entry sender, Say say) {
        User shown = new User(
                sender.user().id(), sender.user().name(), sender.rights().role(sender.user()));
        Stages.begin(() -> held.hold(members.room(), shown, say.text(), say.data()))
                .whenComplete((kept, failure) -> say.ref().tell(heldAnswer(say, kept, failure)));
    }

    private static UserActor.Command heldAnswer(Say say, Boolean kept, Throwable failure) {
        if (failure != null) {
            return new UserActor.Failed(
                    say.id(), BrokerFailures.code(failure), "it is unknown whether the message was stored; try again");
        }
        return kept
                ? new UserActor.Held(say.id())
                : new UserActor.Failed(
                        say.id(), ErrorCode.FILTERED, "too many messages wait for a moderator; try again later");
    }

    private void publish(EventKind kind, byte[] author, RoomMembers.Entry sender, Say say) {
        long since = chat.meter().now();
        begin(kind, author, sender, say).whenComplete((receipt, failure) -> {
            // The answer first: what the next lines throw gets lost.
            say.ref().tell(answer(say, receipt, failure));
            chat.meter().published(since, failure == null);
            if (observer != null && failure == null && !receipt.duplicate()) {
                Position place = receipt.position();
                observer.said(new SaidMessage(
                        members.room(), place.epoch(), place.seq(), sender.user(), say.text(), say.data()));
            }
        });
    }

    private CompletionStage<Receipt> begin(EventKind kind, byte[] author, RoomMembers.Entry sender, Say say) {
        try {
            String key = MessageKeys.scoped(sender.user(), say);
            return chat.broker()
                    .rooms()
                    .publish(
                            members.room(),
                            MessageFrames.message(kind, author, say.text(), say.data(), key, sender.asSender()));
        } catch (Throwable fault) {
            fail(say);
            throw fault;
        }
    }

    /** The room restarts without this message; without an answer its sender would wait for ever. */
    private static void fail(Say say) {
        say.ref().tell(new UserActor.Failed(say.id(), ErrorCode.INTERNAL, "the message could not be published"));
    }

    private static UserActor.Command answer(Say say, Receipt receipt, Throwable failure) {
        if (failure == null) {
            return new UserActor.Published(say.id(), receipt);
        }
        return Stages.cause(failure) instanceof PublishRefusedException refused
                ? new UserActor.Failed(say.id(), Refusal.of(refused))
                : new UserActor.Failed(
                        say.id(),
                        BrokerFailures.code(failure),
                        "it is unknown whether the message was stored; try again, with the same key");
    }
}
