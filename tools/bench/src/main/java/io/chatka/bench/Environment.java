package io.chatka.bench;

import io.chatka.tools.Proc;
import java.lang.management.ManagementFactory;
import java.util.LinkedHashMap;
import java.util.Map;

/** Where it was measured: figures without that mean nothing. */
final class Environment {
    private Environment() {}

    static Map<String, String> read(Target target, Probe probe, Proc proc, int threads) {
        Map<String, String> environment = new LinkedHashMap<>();
        environment.put("Server", target.url() + ", " + probe.server());
        environment.put(
                "Processor", proc.processor() + ", " + Runtime.getRuntime().availableProcessors() + " cores");
        if (ManagementFactory.getOperatingSystemMXBean() instanceof com.sun.management.OperatingSystemMXBean system) {
            environment.put("Memory", Texts.bytes(system.getTotalMemorySize()));
        }
        environment.put(
                "System",
                System.getProperty("os.name") + ' ' + System.getProperty("os.version") + ", "
                        + System.getProperty("os.arch"));
        environment.put(
                "Generator",
                "chatka bench " + Main.version() + ", Java " + Runtime.version() + ", " + Loops.transport() + ", "
                        + threads + (threads == 1 ? " thread" : " threads"));
        return environment;
    }
}
