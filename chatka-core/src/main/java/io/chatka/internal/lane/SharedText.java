package io.chatka.internal.lane;

import java.util.function.UnaryOperator;

/**
 * The end that several texts have in common, such as a page of history behind the ids of those who
 * asked for it. It is encoded once, and compressed once. Any thread.
 */
public final class SharedText {
    private final byte[] utf8;

    /** Null until a connection needs it. */
    private volatile byte[] compressed;

    /** @param utf8 not to be changed */
    public SharedText(byte[] utf8) {
        this.utf8 = utf8;
    }

    public byte[] utf8() {
        return utf8;
    }

    /**
     * The text as the compressor makes it. Two lanes that ask for the first time at the same moment may
     * both compress it, since a lane does not wait for another one.
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
