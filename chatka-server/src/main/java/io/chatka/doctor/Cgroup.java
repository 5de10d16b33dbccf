package io.chatka.doctor;

import java.util.List;
import java.util.Optional;

/** What a container may use of the machine, by control groups of version 1 or 2. */
final class Cgroup {
    private static final String ROOT = "/sys/fs/cgroup";

    private Cgroup() {}

    /** Processors that may be used on average, or -1 where there is no such bound. */
    static double processors() {
        Optional<String> unified = Kernel.text(ROOT + path("") + "/cpu.max").or(() -> Kernel.text(ROOT + "/cpu.max"));
        if (unified.isPresent()) {
            return share(unified.get().split("\\s+"));
        }
        String controller = ROOT + "/cpu" + path("cpu");
        String directory = Kernel.text(controller + "/cpu.cfs_quota_us").isPresent() ? controller : ROOT + "/cpu";
        long quota = Kernel.number(directory + "/cpu.cfs_quota_us");
        long period = Kernel.number(directory + "/cpu.cfs_period_us");
        return quota <= 0 || period <= 0 ? -1 : (double) quota / period;
    }

    private static double share(String[] quotaAndPeriod) {
        return quotaAndPeriod.length != 2 || quotaAndPeriod[0].equals("max")
                ? -1
                : Double.parseDouble(quotaAndPeriod[0]) / Double.parseDouble(quotaAndPeriod[1]);
    }

    /**
     * The path of this process below a controller's root; the controller is empty for version 2.
     */
    private static String path(String controller) {
        for (String line : Kernel.lines("/proc/self/cgroup")) {
            String[] columns = line.split(":", 3);
            if (columns.length == 3 && List.of(columns[1].split(",")).contains(controller)) {
                return columns[2].equals("/") ? "" : columns[2];
            }
        }
        return "";
    }
}
