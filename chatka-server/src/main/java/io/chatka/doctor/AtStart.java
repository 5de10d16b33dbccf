package io.chatka.doctor;

import io.chatka.internal.transport.TransportSettings;
import java.util.ArrayList;
import java.util.List;

/**
 * What of this machine limits a server that is about to be ready: of {@link Doctor}'s checks those that ask nobody, and so take a
 * few milliseconds.
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

    /** Whether the open-file limit is one that is soon used up. */
    public boolean fewFiles() {
        return isAmiss(files.look().get(0));
    }

    private static boolean isAmiss(Finding finding) {
        return finding.status().compareTo(Status.WARNING) >= 0;
    }

    /** What else is not as it should be, each with its remedy; usually nothing. Blocks for a moment. */
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

    /** Where nobody has said how many connections there are to be, and memory is used up before descriptors are: that; else empty. */
    public String heapBefore(long connections) {
        return settings.capacity().connections() >= 0 || heap.allowed() >= connections
                ? ""
                : "the heap of " + Readable.bytes(heap.most()) + " holds about " + Readable.grouped(heap.allowed())
                        + " idle ones (JAVA_OPTS=-Xmx... raises it)";
    }
}
