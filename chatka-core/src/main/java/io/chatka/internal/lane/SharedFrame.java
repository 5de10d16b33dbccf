package io.chatka.internal.lane;

/** Bytes that many connections of one lane write without copying them. On the lane only. */
public interface SharedFrame {

    /** Releases the creator's reference; connections that are still writing hold their own. */
    void release();
}
