package io.chatka.doctor;

import java.util.ArrayList;
import java.util.List;

/** Runs every check. */
public final class Doctor {
    private Doctor() {}

    /**
     * Blocks, for some seconds if something does not answer.
     *
     * @param configuration the findings from reading the configuration
     */
    public static Report examine(Subject subject, List<Finding> configuration) {
        OpenFiles files = new OpenFiles(subject.transport());
        Heap heap = new Heap(subject.transport());
        Capacity capacity = new Capacity(subject.transport(), files, heap);
        Redis redis = new Redis(subject.config(), subject.redis(), subject.clock());
        MachineClock clock = new MachineClock(redis::facts, subject.clock(), System::nanoTime);
        List<Finding> findings = new ArrayList<>(configuration);
        for (Check check : List.of(
                files,
                new Ports(subject.transport(), subject.adminHost(), subject.adminPort()),
                new PortRange(subject.transport().listen().port()),
                new Backlog(subject.transport()),
                new TcpMemory(capacity.connections()),
                new Cores(subject.transport()),
                heap,
                new Buffers(subject.transport()),
                new Certificate(subject.transport().tls(), subject.clock()),
                redis,
                clock,
                capacity)) {
            findings.addAll(check.look());
        }
        return new Report(findings);
    }
}
