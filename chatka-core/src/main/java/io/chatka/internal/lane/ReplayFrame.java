package io.chatka.internal.lane;

import java.util.List;

/**
 * The frame of the last replay, for members that join one after another and have missed the same.
 * On the lane only.
 */
final class ReplayFrame {
    private final Lane lane;
    private List<byte[]> replay;
    private SharedFrame frame;

    ReplayFrame(Lane lane) {
        this.lane = lane;
    }

    /**
     * The frame of these texts: the last one if it was made of the very same list, or a new one.
     * The caller must not release it.
     */
    SharedFrame of(List<byte[]> texts) {
        if (texts != replay) {
            release();
            frame = lane.share(texts);
            replay = texts;
        }
        return frame;
    }

    void release() {
        SharedFrame released = frame;
        frame = null;
        replay = null;
        if (released != null) {
            released.release();
        }
    }
}
