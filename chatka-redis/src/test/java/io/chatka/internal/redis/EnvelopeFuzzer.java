package io.chatka.internal.redis;

import io.chatka.internal.broker.EventKind;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Every input on a room's channel is an event, a note or broken; nothing is thrown. */
public final class EnvelopeFuzzer {
    private EnvelopeFuzzer() {}

    /** The entry point of the fuzzer. */
    public static void fuzzerTestOneInput(byte[] input) {
        Envelope whole = Envelope.decode(ByteBuffer.wrap(input));
        if (whole instanceof Envelope.OfEvent of) {
            require(of.event().seq() >= 1, "a seq below 1");
            require(!of.event().epoch().isEmpty(), "no epoch");
            require(input[0] == 'k' || of.event().kind() == EventKind.MESSAGE, "a kind that did not come");
            require(endsWith(input, of.event().json()), "bytes that did not come");
        } else if (whole instanceof Envelope.OfNote of) {
            require(Arrays.equals(Envelope.note(of.note()), input), "a note that is another");
        }
        // The result is the same in the middle of a larger buffer, as the network delivers it.
        ByteBuffer padded = ByteBuffer.allocateDirect(input.length + 7).position(3);
        padded.put(input).limit(3 + input.length).position(3);
        require(describe(Envelope.decode(padded)).equals(describe(whole)), "another meaning in another place");
    }

    private static String describe(Envelope envelope) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        String head = "broken";
        if (envelope instanceof Envelope.OfEvent of) {
            head = "event " + of.event().kind() + " " + of.event().epoch() + " "
                    + of.event().seq() + " ";
            bytes.writeBytes(of.event().json());
        } else if (envelope instanceof Envelope.OfNote of) {
            head = "note ";
            bytes.writeBytes(of.note());
        }
        return head + bytes.toString(StandardCharsets.ISO_8859_1);
    }

    private static boolean endsWith(byte[] whole, byte[] end) {
        return Arrays.equals(whole, whole.length - end.length, whole.length, end, 0, end.length);
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new AssertionError(otherwise);
        }
    }
}
