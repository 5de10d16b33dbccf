package io.chatka.doctor;

import io.chatka.internal.redis.RedisFacts;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * The clock of this machine: its difference from that of Redis, its steps, and what keeps it right.
 * Comes last, so that there was time for a step.
 */
final class MachineClock implements Check {
    private static final String NAME = "clock";
    private static final String SET =
            "let NTP set the clocks: timedatectl set-ntp true, here and on the machine of Redis";
    private static final long APART_MILLIS = 1_000;
    private static final long FAR_APART_MILLIS = 30_000;

    /** A larger correction during the check counts as a step. */
    private static final long STEP_MILLIS = 100;

    private final Supplier<Optional<RedisFacts>> redis;
    private final Clock clock;
    private final LongSupplier nanoTime;
    private final long startMillis;
    private final long startNanos;

    MachineClock(Supplier<Optional<RedisFacts>> redis, Clock clock, LongSupplier nanoTime) {
        this.redis = redis;
        this.clock = clock;
        this.nanoTime = nanoTime;
        this.startMillis = clock.millis();
        this.startNanos = nanoTime.getAsLong();
    }

    @Override
    public List<Finding> look() {
        List<Finding> findings = new ArrayList<>();
        redis.get().ifPresent(facts -> findings.add(against(facts.ahead().toMillis())));
        long step = clock.millis() - startMillis - (nanoTime.getAsLong() - startNanos) / 1_000_000;
        findings.add(
                Math.abs(step) > STEP_MILLIS
                        ? Finding.warning(
                                "clock steps",
                                "it was moved by " + step + " ms during the check",
                                "let NTP correct it slowly (chrony, or ntpd without -g)")
                        : kept());
        source().ifPresent(findings::add);
        return findings;
    }

    private static Finding against(long ahead) {
        String found = ahead == 0
                ? "the same as that of Redis"
                : Readable.grouped(Math.abs(ahead)) + " ms " + (ahead > 0 ? "behind" : "ahead of") + " that of Redis";
        if (Math.abs(ahead) > FAR_APART_MILLIS) {
            return Finding.warning(NAME, found + ": one of them is wrong, and so are times of messages or tokens", SET);
        }
        return Math.abs(ahead) > APART_MILLIS ? Finding.warning(NAME, found, SET) : Finding.ok(NAME, found);
    }

    /** Whether something keeps the clock right. systemd leaves a mark once it has set it. */
    private static Finding kept() {
        return Kernel.text("/run/systemd/timesync/synchronized").isPresent()
                ? Finding.ok("clock steps", "none; kept by systemd-timesyncd")
                : Finding.ok("clock steps", "none seen; the check cannot see what sets the clock");
    }

    /**
     * A slow clock source makes each reading of the clock a system call of a microsecond or more.
     */
    private static Optional<Finding> source() {
        return Kernel.text("/sys/devices/system/clocksource/clocksource0/current_clocksource")
                .map(source -> source.matches("hpet|acpi_pm|jiffies|refined-jiffies|pit")
                        ? Finding.warning(
                                "clock source",
                                source + ", which is slow to read; the server reads it for every batch",
                                "boot with clocksource=tsc, or ask the operator of the virtual machine")
                        : Finding.ok("clock source", source));
    }
}
