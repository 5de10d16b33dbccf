package io.chatka.internal.transport.deflate;

import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Decompresses messages of clients, each on its own, up to a size. One for each event loop, and
 * used on its thread; takes about 40 KiB and one message, allocated at first use.
 */
public final class Decompressor {
    private static final int FIRST_CAPACITY = 1024;
    private static final int KEPT = 64 * 1024;

    /**
     * The end of a message, which is not sent (RFC 7692, section 7.2.2), and an empty final block:
     * with it the stream ends, but only if all blocks before it were complete.
     */
    private static final byte[] TAIL = {0, 0, -1, -1, 1, 0, 0, -1, -1};

    private Inflater inflater;
    private byte[] result = new byte[FIRST_CAPACITY];

    /** A message that becomes too large. */
    public static final class TooBigException extends Exception {
        private static final long serialVersionUID = 1;

        private TooBigException() {
            super("a compressed message over the size limit", null, false, false);
        }
    }

    /**
     * Stops as soon as there is one byte too many, whatever is still to come.
     *
     * @throws DataFormatException if it is no whole message
     */
    public byte[] decompress(byte[] message, int maxBytes) throws TooBigException, DataFormatException {
        if (inflater == null) {
            inflater = new Inflater(true);
        }
        if (result.length > KEPT) {
            result = new byte[FIRST_CAPACITY];
        }
        inflater.reset();
        int length = inflate(message, 0, maxBytes);
        length = inflate(TAIL, length, maxBytes);
        if (!inflater.finished() || inflater.getRemaining() > 0) {
            throw new DataFormatException("a message that is cut off");
        }
        return Arrays.copyOf(result, length);
    }

    private int inflate(byte[] input, int before, int maxBytes) throws TooBigException, DataFormatException {
        int length = before;
        inflater.setInput(input);
        while (true) {
            if (inflater.finished() && inflater.getRemaining() > 0) {
                // A block may be marked as final without being the last (section 7.2.3.4).
                int rest = inflater.getRemaining();
                inflater.reset();
                inflater.setInput(input, input.length - rest, rest);
            }
            if (length == result.length) {
                if (length > maxBytes) {
                    throw new TooBigException();
                }
                result = Arrays.copyOf(result, Math.min(maxBytes + 1, 2 * length));
            }
            int more = inflater.inflate(result, length, Math.min(result.length, maxBytes + 1) - length);
            length += more;
            if (length > maxBytes) {
                throw new TooBigException();
            }
            if (more == 0 && (inflater.needsInput() || inflater.finished() && inflater.getRemaining() == 0)) {
                return length;
            }
            if (more == 0 && !inflater.finished()) {
                throw new DataFormatException("a message that leads nowhere");
            }
        }
    }
}
