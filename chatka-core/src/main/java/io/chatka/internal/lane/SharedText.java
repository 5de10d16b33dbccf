package io.chatka.internal.lane;

import java.util.function.UnaryOperator;

/**
 * The common end of several texts, such as a page of history behind each requester's id. It is
 * encoded once, and compressed once. Any thread.
 */
public final class SharedText {
    private final byte[] utf8;

    /** Null until a connection needs it. */
    private volatile byte[] compressed;

    /** @param utf8 must not be changed */
    public SharedText(byte[] utf8) {
        this.utf8 = utf8;
    }

    public byte[] utf8() {
        return utf8;
    }

    /**
     * The compressed text. If two lanes ask for it first at the same time, both may compress it,
     * since a lane does not wait for another one.
     */
    public byte[] compressed(UnaryOperator<byte[]> compressor) {
        byte[] known = compressed;
        if (known == null) {
            known = compressor.apply(utf8);
            compressed = known;
        }
        return known;
    }
}
