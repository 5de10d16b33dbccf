package io.chatka.bench;

import io.chatka.tools.CannotRun;
import io.chatka.tools.Proc;
import java.lang.management.ManagementFactory;
import java.util.Arrays;

/** Reads the usage of server, machine and generator. */
final class Probe {
    private static final long UNKNOWN = -1;

    private final Proc proc;
    private final Loops loops;
    private final Clock clock;
    private final long pid;
    private final String server;

    /**
     * Usage since the processes began.
     *
     * @param generatorCpu seconds of this process; so are those of the server
     * @param loops CPU nanoseconds of each event loop
     * @param machine busy ticks and all ticks, or null
     */
    record Sample(
            long nanos, double serverCpu, double serverMemory, double generatorCpu, long[] loops, long[] machine) {}

    private Probe(Proc proc, Loops loops, Clock clock, long pid, String server) {
        this.proc = proc;
        this.loops = loops;
        this.clock = clock;
        this.pid = pid;
        this.server = server;
    }

    /**
     * Finds the server's process.
     *
     * @param chosen by the user; 0 if it is to be found
     */
    static Probe open(Target target, long chosen, Proc proc, Loops loops, Clock clock) {
        if (chosen > 0) {
            if (!proc.exists(chosen)) {
                throw new CannotRun(
                        "--pid takes the process id of a server on this machine; there is no process " + chosen);
            }
            return new Probe(proc, loops, clock, chosen, describe(proc, chosen));
        }
        if (!target.local()) {
            return new Probe(proc, loops, clock, UNKNOWN, "on another machine, so its CPU and memory are not measured");
        }
        long found = proc.listener(target.address().getPort()).orElse(UNKNOWN);
        String server = found == UNKNOWN
                ? "its process was not found, so its CPU and memory are not measured (--pid names it)"
                : describe(proc, found);
        return new Probe(proc, loops, clock, found, server);
    }

    private static String describe(Proc proc, long pid) {
        return "process " + pid + " (" + proc.name(pid) + ")";
    }

    /** The server's process, or why it is unknown. */
    String server() {
        return server;
    }

    boolean seesServer() {
        return pid != UNKNOWN;
    }

    Sample sample() {
        return new Sample(
                clock.nanos(),
                seesServer() ? proc.cpuSeconds(pid) : Double.NaN,
                seesServer() ? proc.memory(pid) : Double.NaN,
                generatorCpu(),
                loops.cpu(),
                proc.machineTicks());
    }

    private static double generatorCpu() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof com.sun.management.OperatingSystemMXBean system
                ? system.getProcessCpuTime() / 1e9
                : Double.NaN;
    }

    /** Usage between two samples. */
    static Result.Costs costs(Sample before, Sample after) {
        double nanos = Math.max(1, after.nanos() - before.nanos());
        double busy = Double.NaN;
        for (int i = 0; i < after.loops().length; i++) {
            if (after.loops()[i] >= 0) {
                double share = (after.loops()[i] - before.loops()[i]) / nanos;
                busy = Double.isNaN(busy) ? share : Math.max(busy, share);
            }
        }
        double seconds = nanos / 1e9;
        double server = after.serverCpu() - before.serverCpu();
        double machine = machine(before.machine(), after.machine());
        double ours = (server + after.generatorCpu() - before.generatorCpu())
                / (seconds * Runtime.getRuntime().availableProcessors());
        return new Result.Costs(seconds, server, after.serverMemory(), busy, machine, Math.max(0, machine - ours));
    }

    private static double machine(long[] before, long[] after) {
        if (before == null || after == null || Arrays.equals(before, after)) {
            return Double.NaN;
        }
        return (double) (after[0] - before[0]) / Math.max(1, after[1] - before[1]);
    }
}
