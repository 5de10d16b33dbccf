package io.chatka.doctor;

import io.chatka.internal.transport.DirectMemory;
import io.chatka.internal.transport.QueueBudget;
import io.chatka.internal.transport.TransportSettings;
import java.util.List;

/** Whether the direct memory of this JVM is enough for what waits for slow readers. */
final class Buffers implements Check {
    private static final String NAME = "direct memory";

    /** A bad mobile network alone makes this many slow readers. */
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
