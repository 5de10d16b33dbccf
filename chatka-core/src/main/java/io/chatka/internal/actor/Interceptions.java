package io.chatka.internal.actor;

import io.chatka.api.Interception;
import io.chatka.api.MessageInterceptor;
import io.chatka.api.MessageInterceptor.Draft;
import io.chatka.api.MessageInterceptor.Fallback;
import io.chatka.internal.actor.ChatRoomActor.Say;
import io.chatka.internal.config.ChatSettings;
import io.chatka.internal.fault.FaultLog;
import io.chatka.internal.fault.Stages;
import io.chatka.internal.meter.NodeMeter;
import io.chatka.internal.meter.NodeMeter.Intercepted;
import io.chatka.internal.protocol.ClientCommand;
import io.chatka.internal.protocol.ClientException;
import io.chatka.internal.protocol.CommandDecoder;
import io.chatka.internal.protocol.ErrorCode;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import org.apache.pekko.actor.typed.ActorRef;

/**
 * Messages of one room that wait for the application's {@link MessageInterceptor}. It is asked
 * about each message at once; a sender's messages go on in order. Their number is bounded, since
 * each is a command of its sender that is under way. Used by the room's actor only.
 */
final class Interceptions {
    private static final FaultLog FAULTS = FaultLog.of(MessageInterceptor.class);

    /** Takes messages that may pass. */
    interface Publisher {
        /** @param author as {@link RoomMembers#author} encodes the sender */
        void publish(byte[] author, RoomMembers.Entry sender, Say say);

        /** Publishes the message for its sender and moderators only. */
        void shadow(byte[] author, RoomMembers.Entry sender, Say say);

        /** Keeps the message until a moderator decides. */
        void hold(RoomMembers.Entry sender, Say say);
    }

    /** What this part sends to itself. */
    sealed interface Message extends ChatRoomActor.Command {
        void reach(Interceptions interceptions);
    }

    /** The interceptor has answered; decision and failure may both be null. */
    record Answered(Pending pending, Interception decision, Throwable failure) implements Message {
        @Override
        public void reach(Interceptions interceptions) {
            interceptions.onAnswered(this);
        }
    }

    /** The interceptor's budget is spent. */
    record BudgetSpent(Pending pending) implements Message {
        @Override
        public void reach(Interceptions interceptions) {
            interceptions.onBudgetSpent(this);
        }
    }

    /** A message that waits for its decision, or for the decision about an earlier one. */
    static final class Pending {
        private final byte[] author;
        private final RoomMembers.Entry sender;
        private final Say said;

        /** What to do when it is this message's turn; null until that is decided. */
        private Runnable next;

        Pending(byte[] author, RoomMembers.Entry sender, Say said) {
            this.author = author;
            this.sender = sender;
            this.said = said;
        }
    }

    private final RoomContext room;
    private final NodeMeter meter;
    private final Publisher publisher;
    private final MessageInterceptor interceptor;
    private final CommandDecoder checks;
    private final Map<ActorRef<UserActor.Command>, Queue<Pending>> bySender = new HashMap<>();

    Interceptions(RoomContext room, Publisher publisher) {
        ChatSettings settings = room.chat().settings();
        this.room = room;
        this.meter = room.chat().meter();
        this.publisher = publisher;
        this.interceptor = room.chat().extensions().interceptor();
        this.checks =
                new CommandDecoder(settings.limits().text(), settings.limits().data());
    }

    void ask(byte[] author, RoomMembers.Entry sender, Say say) {
        Pending pending = new Pending(author, sender, say);
        bySender.computeIfAbsent(say.ref(), first -> new ArrayDeque<>(1)).add(pending);
        CompletableFuture<Answered> answered = Stages.future(
                        () -> interceptor.intercept(new Draft(room.name(), sender.user(), say.text(), say.data())))
                .handle((decision, failure) -> new Answered(pending, decision, failure));
        if (answered.isDone()) {
            onAnswered(answered.getNow(null));
        } else {
            room.timers().startSingleTimer(pending, new BudgetSpent(pending), interceptor.budget());
            answered.thenAccept(room::tellSelf);
        }
    }

    private void onAnswered(Answered answered) {
        Pending pending = answered.pending;
        if (pending.next == null) {
            room.timers().cancel(pending);
            decide(pending, answered.decision, answered.failure);
            goOn(pending.said.ref());
        }
    }

    private void onBudgetSpent(BudgetSpent spent) {
        Pending pending = spent.pending;
        if (pending.next == null) {
            fallBack(pending);
            goOn(pending.said.ref());
        }
    }

    private void decide(Pending pending, Interception decision, Throwable failure) {
        if (decision instanceof Interception.Allow) {
            meter.intercepted(Intercepted.ALLOWED);
            pending.next = () -> publish(pending, pending.said);
        } else if (decision instanceof Interception.Deny deny) {
            meter.intercepted(Intercepted.DENIED);
            pending.next = () -> fail(pending, ErrorCode.valueOf(deny.code().name()), deny.message());
        } else if (decision instanceof Interception.Replace replace) {
            replace(pending, replace);
        } else if (decision instanceof Interception.Hold) {
            meter.intercepted(Intercepted.HELD);
            pending.next = () -> publisher.hold(pending.sender, pending.said);
        } else if (decision instanceof Interception.Shadow) {
            meter.intercepted(Intercepted.SHADOWED);
            pending.next = () -> publisher.shadow(pending.author, pending.sender, pending.said);
        } else {
            FAULTS.report(
                    "the application's interceptor failed; its fallback decides about the message",
                    failure == null ? new NullPointerException("the decision is null") : Stages.cause(failure));
            fallBack(pending);
        }
    }

    private void replace(Pending pending, Interception.Replace replace) {
        Say said = pending.said;
        ClientCommand.Say other;
        try {
            other = checks.message(replace.text(), replace.data());
        } catch (ClientException unusable) {
            FAULTS.report(
                    "the application's interceptor gave a replacement that cannot be published; its fallback decides"
                            + " about the message",
                    unusable);
            fallBack(pending);
            return;
        }
        meter.intercepted(Intercepted.REPLACED);
        pending.next = () -> publish(pending, new Say(said.ref(), other.text(), other.data(), said.key(), said.id()));
    }

    private void fallBack(Pending pending) {
        meter.intercepted(Intercepted.FALLBACK);
        if (interceptor.fallback() == Fallback.ALLOW) {
            pending.next = () -> publish(pending, pending.said);
        } else {
            pending.next = () ->
                    fail(pending, ErrorCode.UNAVAILABLE, "the server could not check the message in time; try again");
        }
    }

    /** Publishes or refuses the sender's messages, up to the first without a decision. */
    private void goOn(ActorRef<UserActor.Command> sender) {
        Queue<Pending> queue = bySender.get(sender);
        while (!queue.isEmpty() && queue.peek().next != null) {
            queue.poll().next.run();
        }
        if (queue.isEmpty()) {
            bySender.remove(sender);
        }
    }

    private void publish(Pending pending, Say say) {
        publisher.publish(pending.author, pending.sender, say);
    }

    private static void fail(Pending pending, ErrorCode code, String message) {
        pending.said.ref().tell(new UserActor.Failed(pending.said.id(), code, message));
    }

    /** The room ends or restarts: each sender gets an error, and later decisions have no effect. */
    void end() {
        bySender.values()
                .forEach(queue -> queue.forEach(pending -> {
                    pending.next = () -> {};
                    fail(
                            pending,
                            ErrorCode.INTERNAL,
                            "the room restarted before this message was published; try again");
                }));
        bySender.clear();
    }
}
