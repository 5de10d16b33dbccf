package io.chatka.internal.transport;

import io.chatka.internal.protocol.CloseCode;

/** The owner of a queue; records the calls that it gets. */
final class QueueOwner implements SendQueue.Owner {
    static final long SLOW_TICKS = 10;

    final int maxQueued;
    int congested;
    int relieved;
    boolean tooSlow;
    boolean cutOff;
    Runnable onCutOff = () -> {};
    Runnable onTaken = () -> {};

    QueueOwner(int maxQueued) {
        this.maxQueued = maxQueued;
    }

    @Override
    public int maxQueued() {
        return maxQueued;
    }

    @Override
    public long slowTicks() {
        return SLOW_TICKS;
    }

    @Override
    public void onTaken() {
        onTaken.run();
    }

    @Override
    public void onCongested() {
        congested++;
    }

    @Override
    public void onRelieved() {
        relieved++;
    }

    @Override
    public void onTooSlow() {
        tooSlow = true;
    }

    @Override
    public void abort(CloseCode why) {
        cutOff = true;
        onCutOff.run();
    }
}
