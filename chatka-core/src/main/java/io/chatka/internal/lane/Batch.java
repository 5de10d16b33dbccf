package io.chatka.internal.lane;

import io.chatka.internal.lane.Step.Text;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Texts that go to all members of a room on one lane as one frame. */
final class Batch {
    private final List<Text> texts = new ArrayList<>(1);
    private long from;
    private long to;
    private int bytes;
    private int messages;
    private boolean urgent;
    private long heardAt = Step.NOT_TIMED;
    private SharedFrame frame;

    /** What some members get in its place; null if all get it. */
    private Map<Member, byte[]> instead;

    /**
     * Makes a batch of the first text and of those at the front of the queue that fit into the same
     * frame, and takes these out of the queue.
     */
    static Batch of(Text first, StepQueue queue, int maxBytes) {
        Batch batch = new Batch();
        batch.instead = first.instead();
        batch.add(first);
        for (Text next = queue.peekText();
                next != null && batch.mayGrowBy(next) && batch.bytes + next.utf8().length <= maxBytes;
                next = queue.peekText()) {
            batch.add(next);
            queue.poll();
        }
        return batch;
    }

    /** A text in whose place some members get another one goes alone. */
    private boolean mayGrowBy(Text next) {
        return instead == null && next.instead() == null;
    }

    /** What the member gets in its place, which is empty for nothing; null if it gets the batch. */
    byte[] instead(Member member) {
        return instead == null ? null : instead.get(member);
    }

    private void add(Text text) {
        texts.add(text);
        urgent |= text.urgent();
        bytes += text.utf8().length;
        if (text.heardAt() != Step.NOT_TIMED) {
            messages++;
            heardAt = heardAt == Step.NOT_TIMED ? text.heardAt() : heardAt;
        }
        if (text.isOrdered()) {
            from = from == 0 ? text.from() : from;
            to = text.to();
        }
    }

    /** Makes the frame. The caller has to release it. */
    void share(Lane lane, String room) {
        List<byte[]> framed = new ArrayList<>(texts.size());
        bytes = 0;
        for (Text text : texts) {
            byte[] utf8 = text.frame(room);
            framed.add(utf8);
            bytes += utf8.length;
        }
        frame = lane.share(framed);
    }

    List<Text> texts() {
        return texts;
    }

    /** The texts with gaps in place of messages. Texts that members may miss are left out. */
    List<Text> withoutMessages() {
        List<Text> rest = new ArrayList<>();
        for (Text text : texts) {
            if (text.urgent()) {
                rest.add(text);
            } else if (text.isOrdered()) {
                Text last = rest.isEmpty() ? null : rest.get(rest.size() - 1);
                boolean grows = last != null && last.isDropped();
                if (grows) {
                    rest.remove(rest.size() - 1);
                }
                rest.add(Text.dropped(grows ? last.from() : text.from(), text.to()));
            }
        }
        return rest;
    }

    SharedFrame frame() {
        return frame;
    }

    /** First seq in it; 0 if it holds only texts without a place in the order. */
    long from() {
        return from;
    }

    long to() {
        return to;
    }

    int bytes() {
        return bytes;
    }

    /** Events in it. */
    int messages() {
        return messages;
    }

    /** Whether it goes to congested members, too. */
    boolean urgent() {
        return urgent;
    }

    /** When the node got the oldest event in it, or {@link Step#NOT_TIMED}. */
    long heardAt() {
        return heardAt;
    }
}
