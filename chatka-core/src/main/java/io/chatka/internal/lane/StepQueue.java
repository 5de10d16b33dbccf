package io.chatka.internal.lane;

import io.chatka.internal.lane.Step.Text;
import java.util.ArrayDeque;

/**
 * The steps that a room's actor asked for and its lane has still to do. Any thread {@linkplain #add
 * adds}; the lane takes them, in their order. The bytes of texts that the lane has not taken are
 * bounded: a growing gap replaces the messages above the bound.
 */
final class StepQueue {
    private final long maxBacklog;

    /** Guarded by {@code this}, like the next two. */
    private ArrayDeque<Step> inbox = new ArrayDeque<>();

    private long backlog;
    private boolean scheduled;

    /** Taken from the inbox. On the lane only. */
    private ArrayDeque<Step> taken = new ArrayDeque<>();

    /** @param maxBacklog bytes of texts that may wait until the lane takes them */
    StepQueue(long maxBacklog) {
        this.maxBacklog = maxBacklog;
    }

    /** Returns whether the lane sleeps, so that the caller has to schedule it. */
    synchronized boolean add(Step step) {
        if (!(step instanceof Text text)) {
            inbox.add(step);
        } else if (text.urgent() || backlog + text.utf8().length <= maxBacklog) {
            backlog += text.utf8().length;
            inbox.add(text);
        } else if (text.isOrdered()) {
            drop(text);
        }
        boolean sleeps = !scheduled;
        scheduled = true;
        return sleeps;
    }

    private void drop(Text text) {
        long from = text.from();
        if (inbox.peekLast() instanceof Text last && last.isOrdered() && last.isDropped()) {
            inbox.pollLast();
            from = last.from();
        }
        inbox.add(Text.dropped(from, text.to()));
    }

    /** The lane could not be scheduled: the next step tries again. */
    synchronized void unscheduled() {
        scheduled = false;
    }

    /** Whether texts have come since the lane last took some. */
    synchronized boolean hasTexts() {
        return backlog > 0;
    }

    /** The next step; null if there is none, and then the lane sleeps. */
    Step poll() {
        Step step = taken.poll();
        return step == null && takeInbox() ? taken.poll() : step;
    }

    /** The next step if it is a text and has been taken already; null otherwise. */
    Text peekText() {
        return taken.peek() instanceof Text text ? text : null;
    }

    /** Puts steps back to the front. */
    void putBack(Iterable<? extends Step> inOrder) {
        ArrayDeque<Step> all = new ArrayDeque<>();
        inOrder.forEach(all::add);
        all.addAll(taken);
        taken = all;
    }

    private synchronized boolean takeInbox() {
        if (inbox.isEmpty()) {
            scheduled = false;
            return false;
        }
        ArrayDeque<Step> empty = taken;
        taken = inbox;
        inbox = empty;
        backlog = 0;
        return true;
    }
}
