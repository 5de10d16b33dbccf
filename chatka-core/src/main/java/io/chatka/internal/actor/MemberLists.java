package io.chatka.internal.actor;

import io.chatka.internal.broker.Topic;
import io.chatka.internal.config.Rate;
import io.chatka.internal.lane.SharedText;
import io.chatka.internal.protocol.CommandId;
import io.chatka.internal.protocol.ErrorCode;
import io.chatka.internal.protocol.Frames;
import io.chatka.internal.protocol.MembersNote;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.pekko.actor.typed.ActorRef;

/**
 * Lists the users of a room on all nodes, for members that ask. The node asks the others by a note
 * and waits for {@link #LIMIT}. Members that ask for the same part at the same time share one
 * question. Without the answers of all nodes there is no list: an incomplete one would be false.
 */
final class MemberLists {
    /** How long this node waits for the answers of the others. */
    static final Duration LIMIT = Duration.ofSeconds(2);

    /** Questions of this node that wait for answers. */
    private static final int MOST_QUESTIONS = 16;

    /** Questions of other nodes that this one answers; the others time out. */
    private static final Rate ANSWERS = new Rate(50, Duration.ofSeconds(1));

    sealed interface Message extends ChatRoomActor.Command {
        void reach(MemberLists lists);
    }

    record Noted(byte[] note) implements Message {
        @Override
        public void reach(MemberLists lists) {
            MembersNote.decode(note).ifPresent(lists::heard);
        }
    }

    private record AnswersDue(long number) implements Message {
        @Override
        public void reach(MemberLists lists) {
            lists.onAnswersDue(number);
        }
    }

    /** A question that waits for answers, and the members that wait for it. */
    private record Asked(MembersNote.Question question, MembersPage page, List<ChatRoomActor.ListMembers> members) {

        boolean isFor(ChatRoomActor.ListMembers request) {
            return question.after().equals(request.after()) && question.limit() == request.limit();
        }
    }

    private final RoomContext room;
    private final RoomPresence presence;
    private final RateLimit answers;
    private final Map<Long, Asked> waiting = new HashMap<>();
    private long questions;

    MemberLists(RoomContext room, RoomPresence presence) {
        this.room = room;
        this.presence = presence;
        this.answers = new RateLimit(ANSWERS, room.chat().nanoTime().getAsLong());
    }

    void list(ChatRoomActor.ListMembers request) {
        for (Asked asked : waiting.values()) {
            if (asked.isFor(request)) {
                asked.members.add(request);
                return;
            }
        }
        MembersNote.Question question =
                new MembersNote.Question(room.chat().node(), ++questions, request.after(), request.limit());
        Asked asked = new Asked(question, new MembersPage(request.limit(), presence.nodes()), new ArrayList<>(1));
        asked.members.add(request);
        asked.page.add(
                MembersPage.of(room.members().users(), question, room.chat().node()));
        if (asked.page.isComplete()) {
            answer(asked);
        } else if (waiting.size() >= MOST_QUESTIONS) {
            refuse(request.ref(), request.id());
        } else {
            waiting.put(question.number(), asked);
            room.timers().startSingleTimer(question, new AnswersDue(question.number()), LIMIT);
            tell(question);
        }
    }

    private void tell(MembersNote note) {
        room.chat().broker().nodes().send(Topic.presence(room.name()), MembersNote.encode(note));
    }

    private void heard(MembersNote note) {
        String node = room.chat().node();
        if (note instanceof MembersNote.Answer answer && answer.to().equals(node)) {
            Asked asked = waiting.get(answer.number());
            if (asked != null) {
                asked.page.add(answer);
                answerIfComplete(asked);
            }
        } else if (note instanceof MembersNote.Question question
                && !question.node().equals(node)
                && answers.take(room.chat().nanoTime().getAsLong()) == 0) {
            tell(MembersPage.of(room.members().users(), question, node));
        }
    }

    private void answerIfComplete(Asked asked) {
        if (asked.page.isComplete()) {
            waiting.remove(asked.question.number());
            room.timers().cancel(asked.question);
            answer(asked);
        }
    }

    private void answer(Asked asked) {
        SharedText page = new SharedText(Frames.members(room.name(), asked.page.members(), asked.page.next()));
        asked.members.forEach(request -> request.ref().tell(new UserActor.MembersListed(request.id(), page)));
    }

    private void onAnswersDue(long number) {
        Asked asked = waiting.remove(number);
        if (asked != null) {
            refuse(asked);
        }
    }

    /** The room ends here, or restarts: each request gets its answer. */
    void end() {
        waiting.values().forEach(MemberLists::refuse);
        waiting.clear();
    }

    private static void refuse(Asked asked) {
        asked.members.forEach(request -> refuse(request.ref(), request.id()));
    }

    private static void refuse(ActorRef<UserActor.Command> member, CommandId id) {
        member.tell(new UserActor.Failed(
                id, ErrorCode.UNAVAILABLE, "another node does not say who is in the room there; try again"));
    }
}
