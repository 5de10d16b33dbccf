package io.chatka.doctor;

import java.util.Locale;

/** Figures for people to read. */
final class Readable {
    private Readable() {}

    static String grouped(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    static String bytes(long bytes) {
        if (bytes >= 10L << 30) {
            return grouped(bytes >> 30) + " GiB";
        }
        if (bytes >= 1 << 20) {
            return grouped(bytes >> 20) + " MiB";
        }
        return bytes >= 1 << 10 ? grouped(bytes >> 10) + " KiB" : bytes + " bytes";
    }

    static String millis(double millis) {
        return String.format(Locale.ROOT, millis < 10 ? "%.2f ms" : "%.0f ms", millis);
    }
}
