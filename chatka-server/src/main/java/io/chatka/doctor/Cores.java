package io.chatka.doctor;

import io.chatka.internal.transport.TransportSettings;
import java.util.List;
import java.util.Locale;

/** The processors of the machine, what the container may use of them, and the event loops. */
final class Cores implements Check {
    private static final String NAME = "cores";

    private final TransportSettings settings;

    Cores(TransportSettings settings) {
        this.settings = settings;
    }

    @Override
    public List<Finding> look() {
        int processors = Runtime.getRuntime().availableProcessors();
        double quota = Cgroup.processors();
        int loops = settings.listen().eventLoops();
        String found = processors + (processors == 1 ? " processor" : " processors")
                + (quota < 0 ? "" : String.format(Locale.ROOT, ", of which the container may use %.1f", quota)) + "; "
                + loops + (loops == 1 ? " event loop" : " event loops");
        if (quota >= 0 && quota < 1) {
            return List.of(Finding.warning(
                    NAME,
                    found + ": the kernel will pause the server for a part of every tenth of a second",
                    "give the container at least one whole processor"));
        }
        if (loops > processors) {
            return List.of(Finding.warning(
                    NAME,
                    found + ": they will share processors",
                    "lower chatka.server.event-loops, or leave it at auto"));
        }
        return List.of(Finding.ok(NAME, found));
    }
}
