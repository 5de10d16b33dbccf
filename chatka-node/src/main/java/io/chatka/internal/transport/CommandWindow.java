package io.chatka.internal.transport;

import io.netty.channel.Channel;

/**
 * Bounds the commands of one client that are under way. The node pauses reading while there are as
 * many as the client may have, or while its replies wait for a socket that takes too little. On the
 * lane only.
 */
final class CommandWindow {
    private final Channel channel;
    private final int most;
    private int underWay;
    private boolean paused;

    /** @param underWay from the start: 1 if the URL asks for a room */
    CommandWindow(Channel channel, int most, int underWay) {
        this.channel = channel;
        this.most = most;
        this.underWay = underWay;
    }

    /** Whether reading is paused. */
    boolean isPaused() {
        return paused;
    }

    /** A command was read. */
    void begun() {
        if (++underWay >= most && !paused) {
            pause();
        }
    }

    /**
     * A command was answered; returns whether so few are under way that a paused socket may be read
     * again.
     */
    boolean ended() {
        underWay--;
        return paused && underWay <= most / 2;
    }

    boolean hasRoom() {
        return underWay < most;
    }

    void pause() {
        paused = true;
        channel.config().setAutoRead(false);
    }

    void resume() {
        paused = false;
        channel.config().setAutoRead(true);
    }
}
