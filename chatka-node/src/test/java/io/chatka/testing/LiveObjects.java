package io.chatka.testing;

import java.lang.management.ManagementFactory;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.management.JMException;
import javax.management.ObjectName;

/** How many objects of our classes, and how many sockets of Netty's, are reachable in this JVM. */
public final class LiveObjects {
    /** Such as {@code   12:     34    5678  io.chatka.internal.actor.UserActor}. */
    private static final Pattern LINE = Pattern.compile("^ *\\d+: +(\\d+) +(\\d+) +(\\S+)", Pattern.MULTILINE);

    private LiveObjects() {}

    /** The number of objects of each class, after a full collection. */
    public static Map<String, Long> count() {
        Map<String, Long> counts = new TreeMap<>();
        Matcher line = LINE.matcher(histogram());
        while (line.find()) {
            String name = line.group(3);
            boolean ours = name.startsWith("io.chatka.") && !name.contains("Lambda");
            if (ours || name.endsWith("SocketChannel")) {
                counts.put(name, Long.valueOf(line.group(1)));
            }
        }
        return counts;
    }

    /** Bytes of everything that is reachable. */
    public static long bytes() {
        long bytes = 0;
        Matcher line = LINE.matcher(histogram());
        while (line.find()) {
            bytes += Long.parseLong(line.group(2));
        }
        return bytes;
    }

    private static String histogram() {
        try {
            // Without arguments it collects first, and counts only what is reachable.
            return (String) ManagementFactory.getPlatformMBeanServer()
                    .invoke(
                            new ObjectName("com.sun.management:type=DiagnosticCommand"),
                            "gcClassHistogram",
                            new Object[] {new String[0]},
                            new String[] {String[].class.getName()});
        } catch (JMException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
