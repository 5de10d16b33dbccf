package io.chatka.doctor;

import io.chatka.internal.transport.DirectMemory;
import io.chatka.internal.transport.QueueBudget;
import io.chatka.internal.transport.TransportSettings;
import java.util.List;

/** The memory outside of the heap that this JVM was given, against what may wait for clients that read slowly. */
final class Buffers implements Check {
    private static final String NAME = "direct memory";

    /** Fewer slow readers than this are no attack, but a bad evening on a mobile network. */
    private static final long FEW = 200;

    private final TransportSettings settings;
    private final long direct;

    Buffers(TransportSettings settings) {
        this(settings, DirectMemory.bound());
    }

    Buffers(TransportSettings settings, long direct) {
        this.settings = settings;
        this.direct = direct;
    }

    @Override
    public List<Finding> look() {
        long readers = QueueBudget.most(direct) / settings.traffic().queued();
        String found = "up to " + Readable.bytes(direct) + ", of which " + Readable.bytes(QueueBudget.most(direct))
                + " may hold data for clients that read slowly: at least " + Readable.grouped(readers)
                + " of them; above that the node closes the slowest";
        return List.of(
                readers < FEW
                        ? Finding.warning(
                                NAME,
                                found,
                                "give it more (JAVA_OPTS=-XX:MaxDirectMemorySize=..., by default as much as the heap), or"
                                        + " lower chatka.limits.queued")
                        : Finding.ok(NAME, found));
    }
}
