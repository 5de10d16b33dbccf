package io.chatka.doctor;

import io.chatka.internal.transport.TransportSettings;
import java.util.ArrayList;
import java.util.List;

/**
 * The checks of {@link Doctor} that {@code serve} does when it starts: those that take a few
 * milliseconds and need no network.
 */
public final class AtStart {
    private final TransportSettings settings;
    private final OpenFiles files;
    private final Heap heap;

    public AtStart(TransportSettings settings) {
        this.settings = settings;
        this.files = new OpenFiles(settings);
        this.heap = new Heap(settings);
    }

    /** Whether the open-file limit allows few connections. */
    public boolean fewFiles() {
        return isAmiss(files.look().get(0));
    }

    private static boolean isAmiss(Finding finding) {
        return finding.status().compareTo(Status.WARNING) >= 0;
    }

    /**
     * The warnings and problems of the other checks; usually none. Blocks for some milliseconds.
     */
    public List<Finding> findings() {
        List<Finding> findings = new ArrayList<>();
        for (Check check : List.of(
                new PortRange(settings.listen().port()),
                new Backlog(settings),
                new TcpMemory(new Capacity(settings, files, heap).connections()),
                new Cores(settings),
                heap,
                new Buffers(settings))) {
            check.look().stream().filter(AtStart::isAmiss).forEach(findings::add);
        }
        return findings;
    }

    /**
     * A warning if the heap holds fewer connections than there are descriptors, and no setting
     * bounds them; else empty.
     */
    public String heapBefore(long connections) {
        return settings.capacity().connections() >= 0 || heap.allowed() >= connections
                ? ""
                : "the heap of " + Readable.bytes(heap.most()) + " holds about " + Readable.grouped(heap.allowed())
                        + " idle ones (JAVA_OPTS=-Xmx... raises it)";
    }
}
