package io.chatka.bench;

import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;

/**
 * What one run found out.
 *
 * @param cut why it ended before its time; null if it did not
 */
record Result(
        Plan plan,
        Connects connects,
        Traffic traffic,
        Latencies latencies,
        Verdict verdict,
        Map<String, Long> errors,
        Costs costs,
        String cut) {
    /** What became of the users. Histograms in microseconds. */
    record Connects(
            int joined,
            int failed,
            int unavailable,
            int dropped,
            double seconds,
            Histogram connect,
            Histogram join,
            String firstFailure) {}

    /**
     * What went over the wire while it was measured.
     *
     * @param published messages that the measured deliveries are of
     * @param publishSeconds in which they were sent
     * @param deliveries measured ones
     * @param seconds from the first message to the last delivery
     */
    record Traffic(long published, double publishSeconds, long deliveries, double seconds, double bytesPerDelivery) {
        double deliveriesPerSecond() {
            return seconds > 0 ? deliveries / seconds : 0;
        }

        double publishedPerSecond() {
            return publishSeconds > 0 ? published / publishSeconds : 0;
        }
    }

    /** In microseconds; {@link Meter} defines them. */
    record Latencies(Histogram delivery, Histogram complete, Histogram late, Histogram lag) {}

    /**
     * What it cost.
     *
     * @param seconds that were measured
     * @param serverCpu seconds; NaN if the server's process is not known
     * @param serverMemory resident bytes at the end; NaN likewise
     * @param generatorBusy of the busiest event loop, from 0 to 1; NaN if unknown
     * @param machineBusy from 0 to 1; NaN if unknown
     * @param othersBusy what other programs and the kernel took of the whole machine, from 0 to 1;
     *     NaN if unknown
     */
    record Costs(
            double seconds,
            double serverCpu,
            double serverMemory,
            double generatorBusy,
            double machineBusy,
            double othersBusy) {}

    /** Nothing lost, twice or out of order, and everybody got in and stayed. */
    boolean clean() {
        return verdict.clean() && connects.failed() == 0 && connects.dropped() == 0 && errors.isEmpty();
    }

    /** Server CPU per delivery in microseconds, NaN if unknown. */
    double cpuPerDelivery() {
        return traffic.deliveries() == 0 ? Double.NaN : costs.serverCpu() * 1e6 / traffic.deliveries();
    }

    /** One histogram of several. */
    static Histogram sum(List<Histogram> parts) {
        Histogram sum = Meter.histogram();
        parts.forEach(sum::add);
        return sum;
    }
}
