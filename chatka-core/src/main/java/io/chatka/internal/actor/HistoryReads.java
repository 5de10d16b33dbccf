package io.chatka.internal.actor;

import io.chatka.internal.actor.ChatRoomActor.Command;
import io.chatka.internal.broker.HistoryPage;
import io.chatka.internal.broker.HistoryQuery;
import io.chatka.internal.fault.Stages;
import io.chatka.internal.lane.SharedText;
import io.chatka.internal.protocol.ErrorCode;
import io.chatka.internal.protocol.Frames;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;

/**
 * A room's reads of its history: for the order that has a hole, for those who come back, for those who look back. Each kind has one
 * read under way at most (those who look back: one for each different question), whose answer comes back to the actor as a
 * message.
 */
final class HistoryReads {
    private static final Duration TRY_AGAIN = Duration.ofMillis(500);
    private static final int MEND_MESSAGES = 500;
    private static final int MEND_BYTES = 1 << 20;

    private final ChatContext chat;
    private final String room;
    private final RoomOrder order;
    private final Recovery recovery;
    private final ActorRef<Command> self;
    private final TimerScheduler<Command> timers;
    private final Map<HistoryQuery, List<ChatRoomActor.FetchHistory>> lookingBack = new HashMap<>();

    HistoryReads(
            ChatContext chat,
            String room,
            RoomOrder order,
            Recovery recovery,
            ActorRef<Command> self,
            TimerScheduler<Command> timers) {
        this.chat = chat;
        this.room = room;
        this.order = order;
        this.recovery = recovery;
        this.self = self;
        this.timers = timers;
    }

    /** Reads what the order misses, if it misses anything. */
    void mend() {
        if (order.wantsToRead() && !timers.isTimerActive(ChatRoomActor.MendDue.class)) {
            int number = order.reads();
            read(HistoryQuery.after(order.position().seq(), MEND_MESSAGES, MEND_BYTES))
                    .whenComplete((page, failure) -> self.tell(new ChatRoomActor.Mended(number, page, failure)));
        }
    }

    void mended(ChatRoomActor.Mended mended) {
        if (mended.failure() == null) {
            order.filled(mended.number(), mended.page());
        } else {
            order.failed(mended.number(), !chat.broker().available());
            timers.startSingleTimer(ChatRoomActor.MendDue.class, new ChatRoomActor.MendDue(), TRY_AGAIN);
        }
    }

    /** Reads for those who come back, if there are any and it is not too soon. */
    void recover() {
        long wait = recovery.untilDue(chat.nanoTime().getAsLong());
        if (wait == 0) {
            HistoryQuery query = recovery.begin(chat.nanoTime().getAsLong(), order.position());
            int number = recovery.reading();
            read(query).whenComplete((page, failure) -> self.tell(new ChatRoomActor.Recovered(number, page, failure)));
        } else if (wait > 0 && !timers.isTimerActive(ChatRoomActor.RecoveryDue.class)) {
            timers.startSingleTimer(
                    ChatRoomActor.RecoveryDue.class, new ChatRoomActor.RecoveryDue(), Duration.ofNanos(wait));
        }
    }

    /** Reads for a member; many who ask the same at the same time are answered from one read. */
    void lookBack(ChatRoomActor.FetchHistory question) {
        List<ChatRoomActor.FetchHistory> asking = lookingBack.get(question.query());
        if (asking != null) {
            asking.add(question);
            return;
        }
        lookingBack.put(question.query(), new ArrayList<>(List.of(question)));
        read(question.query())
                .whenComplete((page, failure) ->
                        self.tell(new ChatRoomActor.HistoryFetched(question.query(), page, failure)));
    }

    /** Answers all who asked this, with one page that is encoded once. */
    void lookedBack(ChatRoomActor.HistoryFetched answer) {
        List<ChatRoomActor.FetchHistory> asking = asked(answer.query());
        if (answer.failure() != null) {
            asking.forEach(question -> refuse(question, BrokerFailures.code(answer.failure())));
        } else if (!asking.isEmpty()) {
            SharedText page = new SharedText(Frames.page(room, answer.page()));
            asking.forEach(question -> question.ref().tell(new UserActor.Past(question.id(), page)));
        }
    }

    /** The room starts again or ends: nobody must wait for an answer for ever. */
    void end() {
        lookingBack.values().forEach(asking -> asking.forEach(question -> refuse(question, ErrorCode.UNAVAILABLE)));
        lookingBack.clear();
    }

    private static void refuse(ChatRoomActor.FetchHistory question, ErrorCode code) {
        question.ref().tell(new UserActor.PastFailed(question.id(), code, "the history cannot be read now; try again"));
    }

    /** Nobody, if the room started again since. */
    private List<ChatRoomActor.FetchHistory> asked(HistoryQuery query) {
        List<ChatRoomActor.FetchHistory> asking = lookingBack.remove(query);
        return asking == null ? List.of() : asking;
    }

    private CompletionStage<HistoryPage> read(HistoryQuery query) {
        return Stages.begin(() -> chat.broker().rooms().history(room, query));
    }
}
