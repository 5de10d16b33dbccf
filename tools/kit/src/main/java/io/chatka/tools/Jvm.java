package io.chatka.tools;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What {@code jcmd} says about another JVM. Every method throws IllegalStateException where there
 * is no jcmd.
 */
public final class Jvm {
    private static final Pattern TOTAL = Pattern.compile("Total +\\d+ +(\\d+)");
    private static final Pattern DATE = Pattern.compile("\\d{4}-\\d\\d-\\d\\dT[0-9:.]+[+-]\\d{4}");
    private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSxx");

    private Jvm() {}

    /** Bytes of live objects, after a full collection. */
    public static long liveHeap(long pid) {
        return Long.parseLong(ask(TOTAL, pid, "GC.class_histogram").group(1));
    }

    /** The wall clock as that JVM sees it. */
    public static Instant clock(long pid) {
        return OffsetDateTime.parse(ask(DATE, pid, "VM.uptime", "-date").group(), STAMP)
                .toInstant();
    }

    private static Matcher ask(Pattern answer, long pid, String... question) {
        String jcmd = Programs.ofJava("jcmd");
        if (!Files.isExecutable(Path.of(jcmd))) {
            throw new IllegalStateException("looking into a server's JVM needs a JDK, and " + jcmd + " is not there");
        }
        String said = Programs.run(jcmd, Long.toString(pid), String.join(" ", question));
        Matcher matcher = answer.matcher(said);
        if (!matcher.find()) {
            throw new IllegalStateException("jcmd said: " + said);
        }
        return matcher;
    }
}
