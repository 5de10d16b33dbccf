package io.chatka.doctor;

import io.chatka.internal.transport.TransportSettings;
import java.util.List;

/** How many connections there may be, and what limits them. */
final class Capacity implements Check {
    private final TransportSettings settings;
    private final OpenFiles files;
    private final Heap heap;

    Capacity(TransportSettings settings, OpenFiles files, Heap heap) {
        this.settings = settings;
        this.files = files;
        this.heap = heap;
    }

    /** The least of what the open-file limit, the heap and the setting allow. */
    long connections() {
        long byFiles = files.allowed() < 0 ? Long.MAX_VALUE : files.allowed();
        long asked = settings.capacity().connections() < 0
                ? Long.MAX_VALUE
                : settings.capacity().connections();
        return Math.min(Math.min(byFiles, heap.allowed()), asked);
    }

    @Override
    public List<Finding> look() {
        long connections = connections();
        String by = connections == settings.capacity().connections()
                ? "chatka.limits.connections"
                : connections == heap.allowed() ? "the heap" : "the open-file limit";
        return List.of(Finding.ok(
                "capacity",
                "about " + Readable.grouped(connections) + " connections that are mostly idle; the limit is " + by));
    }
}
