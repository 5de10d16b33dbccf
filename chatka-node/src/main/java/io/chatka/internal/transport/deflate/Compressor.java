package io.chatka.internal.transport.deflate;

import java.util.zip.Deflater;

/**
 * Compresses texts, each on its own. One for each event loop, and used on its thread; takes about
 * 300 KiB, allocated at first use. The native memory is released with the object.
 */
public final class Compressor {
    /** A longer buffer is not kept for the next text. */
    private static final int KEPT = 64 * 1024;

    /** The end of a message, which is not sent (RFC 7692, section 7.2.1): 00 00 ff ff. */
    private static final int TAIL = 4;

    private final DeflateSettings settings;
    private Deflater deflater;
    private byte[] result = new byte[1024];

    public Compressor(DeflateSettings settings) {
        this.settings = settings;
    }

    /**
     * Returns how many bytes of {@link #result} are the compressed text, or -1 if it is better sent
     * uncompressed.
     */
    public int compress(byte[] text) {
        if (text.length <= settings.above()) {
            return -1;
        }
        if (deflater == null) {
            deflater = new Deflater(settings.level(), true);
        }
        // A result that is larger than the text is not used, and needs no room.
        int limit = text.length + TAIL;
        if (result.length < limit || result.length > KEPT && limit <= KEPT) {
            result = new byte[Math.max(limit, Math.min(KEPT, 2 * limit))];
        }
        deflater.reset();
        deflater.setInput(text);
        int length = deflater.deflate(result, 0, limit, Deflater.SYNC_FLUSH);
        return length < limit ? length - TAIL : -1;
    }

    /** Overwritten by the next {@link #compress}. */
    public byte[] result() {
        return result;
    }
}
