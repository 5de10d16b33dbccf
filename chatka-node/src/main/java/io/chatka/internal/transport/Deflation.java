package io.chatka.internal.transport;

import io.chatka.internal.lane.SharedText;
import io.chatka.internal.protocol.CloseCode;
import io.chatka.internal.transport.deflate.Compressor;
import io.chatka.internal.transport.deflate.Decompressor;
import io.chatka.internal.transport.deflate.DeflateSettings;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.Arrays;
import java.util.List;
import java.util.zip.DataFormatException;

/** Compression for the connections of one lane that negotiated it. On the lane only. */
final class Deflation {
    private static final byte[] NOTHING = {};

    /** No frame of this server is longer. */
    private static final int LONGEST = 16 << 20;

    private static final int MOST_SPACES = 16;

    private final Compressor compressor;
    private final Decompressor decompressor = new Decompressor();

    Deflation(DeflateSettings settings) {
        this.compressor = new Compressor(settings);
    }

    /**
     * @param message null if there is a fault
     * @param fault the reason to close the connection, or null
     */
    record Opened(byte[] message, CloseCode fault) {}

    /** Decompresses a client's message; a text is valid UTF-8 then. */
    Opened open(byte[] compressed, int maxBytes, boolean binary) {
        try {
            byte[] message = decompressor.decompress(compressed, maxBytes);
            return binary || Utf8.isValid(message) ? new Opened(message, null) : new Opened(null, CloseCode.BAD_UTF8);
        } catch (Decompressor.TooBigException tooBig) {
            return new Opened(null, CloseCode.TOO_BIG);
        } catch (DataFormatException broken) {
            return new Opened(null, CloseCode.BAD_UTF8);
        }
    }

    /** Reverses {@link #frames} for the payload of one frame. */
    byte[] inflate(byte[] deflated) {
        try {
            return decompressor.decompress(deflated, LONGEST);
        } catch (Decompressor.TooBigException | DataFormatException impossible) {
            throw new IllegalStateException("a frame of this server cannot be read", impossible);
        }
    }

    /**
     * Writes the text as one frame of at most this length, but not of one byte less.
     *
     * @throws IllegalStateException if it does not fit
     */
    void writeWithin(ByteBuf target, byte[] text, int most) {
        byte[] padded = text;
        for (int spaces = 0; spaces < MOST_SPACES; spaces++) {
            int length = compressor.compress(padded);
            int size = TextFrames.size(length < 0 ? padded.length : length);
            if (size <= most && size != most - 1) {
                write(target, padded, length);
                return;
            }
            // Another length of the white space at the end.
            padded = Arrays.copyOf(text, text.length + spaces + 1);
            Arrays.fill(padded, text.length, padded.length, (byte) ' ');
        }
        throw new IllegalStateException("a text without what was removed is longer than before");
    }

    /** The texts as frames in one buffer, each compressed if that makes it smaller. */
    ByteBuf frames(List<byte[]> texts) {
        int bytes = 0;
        for (byte[] text : texts) {
            bytes += TextFrames.size(text);
        }
        ByteBuf buffer = ByteBufAllocator.DEFAULT.directBuffer(bytes);
        try {
            for (byte[] text : texts) {
                write(buffer, text, compressor.compress(text));
            }
            return buffer;
        } catch (Throwable fault) {
            buffer.release();
            throw fault;
        }
    }

    /** Appends one frame with this text to the outbox. */
    void send(Outbox outbox, byte[] text) {
        int length = compressor.compress(text);
        write(outbox.place(length < 0 ? TextFrames.size(text) : TextFrames.size(length)), text, length);
    }

    /** Appends a text of two parts. Other members get the same rest, so it is compressed once. */
    void send(Outbox outbox, byte[] begin, SharedText rest) {
        byte[] deflated = rest.compressed(this::deflated);
        if (deflated.length == 0) {
            TextFrames.write(outbox.place(TextFrames.size(begin.length + rest.utf8().length)), begin, rest.utf8());
        } else {
            int length = TextFrames.STORED_BLOCK + begin.length + deflated.length;
            TextFrames.writeDeflated(outbox.place(TextFrames.size(length)), begin, deflated);
        }
    }

    /** Empty if the text is better sent uncompressed. */
    private byte[] deflated(byte[] text) {
        int length = compressor.compress(text);
        return length < 0 ? NOTHING : Arrays.copyOf(compressor.result(), length);
    }

    /** @param length of the compressed text; -1 to write it uncompressed */
    private void write(ByteBuf target, byte[] text, int length) {
        if (length < 0) {
            TextFrames.write(target, text);
        } else {
            TextFrames.writeDeflated(target, compressor.result(), length);
        }
    }
}
