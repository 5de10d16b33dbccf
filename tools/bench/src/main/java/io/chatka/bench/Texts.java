package io.chatka.bench;

import java.time.Duration;
import java.util.Locale;

/** Numbers as people read them. */
final class Texts {
    private Texts() {}

    static String number(double value) {
        if (Double.isNaN(value)) {
            return "-";
        }
        double size = Math.abs(value);
        String format = size >= 100 || value == Math.rint(value) ? "%,.0f" : size >= 10 ? "%.1f" : "%.2f";
        return String.format(Locale.ROOT, format, value);
    }

    /** Such as 950, 12.3k, 4.56M. */
    static String shortNumber(double value) {
        if (value >= 999_500) {
            return digits(value / 1e6) + "M";
        }
        return value >= 9_999.5 ? digits(value / 1e3) + "k" : number(value);
    }

    /** The same for the round numbers at an axis: without zeros at the end. */
    static String axis(double value) {
        String text = shortNumber(value);
        return text.contains(".") ? text.replaceAll("\\.?0+(?=\\D?$)", "") : text;
    }

    private static String digits(double value) {
        return String.format(Locale.ROOT, value >= 99.95 ? "%.0f" : value >= 9.995 ? "%.1f" : "%.2f", value);
    }

    static String millis(double micros) {
        double millis = micros / 1000;
        return String.format(Locale.ROOT, millis >= 100 ? "%,.0f" : millis >= 10 ? "%.1f" : "%.2f", millis);
    }

    static String seconds(Duration duration) {
        return number(duration.toMillis() / 1000.0) + " s";
    }

    static String percent(double share) {
        if (Double.isNaN(share)) {
            return "-";
        }
        return String.format(Locale.ROOT, share > 0 && share < 0.0995 ? "%.1f %%" : "%.0f %%", share * 100);
    }

    static String bytes(double bytes) {
        String[] units = {"B", "KiB", "MiB", "GiB", "TiB"};
        int unit = 0;
        for (; bytes >= 1024 && unit < units.length - 1; unit++) {
            bytes /= 1024;
        }
        return String.format(Locale.ROOT, bytes >= 100 || unit == 0 ? "%.0f %s" : "%.1f %s", bytes, units[unit]);
    }
}
