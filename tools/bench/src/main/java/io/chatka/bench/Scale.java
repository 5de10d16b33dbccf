package io.chatka.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.DoubleFunction;

/** An axis: where on it a value is, from 0 to 1, and which values are written at it. */
final class Scale {
    /** A value that is written at the axis. */
    record Tick(double position, String label) {}

    private interface Shape {
        double of(double value);
    }

    private final Shape shape;
    private final double low;
    private final double high;
    private final List<Tick> ticks = new ArrayList<>();

    private Scale(Shape shape, double low, double high) {
        this.shape = shape;
        this.low = shape.of(low);
        this.high = Math.max(shape.of(high), this.low + 1e-9);
    }

    /** From 0 to a round number. */
    static Scale linear(double highest, int about, DoubleFunction<String> label) {
        double step = step(highest, about);
        double top = Math.max(step, Math.ceil(highest / step - 1e-9) * step);
        return even(top, step, label);
    }

    /** From 0 to exactly there: time ends when it ends. */
    static Scale time(double seconds, int about) {
        return even(seconds, step(seconds, about), value -> Texts.axis(value) + (value == 0 ? "" : " s"));
    }

    private static Scale even(double top, double step, DoubleFunction<String> label) {
        Scale scale = new Scale(value -> value, 0, top);
        for (int i = 0; i * step <= top * 1.0001; i++) {
            scale.tick(i * step, label.apply(Math.round(i * step * 1e9) / 1e9));
        }
        return scale;
    }

    private static double step(double highest, int about) {
        double rough = Math.max(highest, 1e-9) / about;
        double power = Math.pow(10, Math.floor(Math.log10(rough)));
        for (double factor : new double[] {1, 2, 2.5, 5}) {
            if (rough <= factor * power * 1.0001) {
                return factor * power;
            }
        }
        return 10 * power;
    }

    /** Each power of ten as long as the other. */
    static Scale log(double lowest, double highest, DoubleFunction<String> label) {
        int from = (int) Math.floor(Math.log10(lowest) + 1e-9);
        // Less than whole decades where the values need less.
        double bottom = below(lowest, from);
        int to = (int) Math.ceil(Math.log10(Math.max(highest, bottom * 1.5)) - 1e-9);
        double top = above(Math.max(highest, bottom * 1.5), to);
        Scale scale = new Scale(Math::log10, bottom, top);
        boolean few = Math.log10(top / bottom) < 2.5;
        for (int power = from; power <= to; power++) {
            for (int factor : few ? new int[] {1, 2, 5} : new int[] {1}) {
                double value = factor * Math.pow(10, power);
                if (value >= bottom * 0.999 && value <= top * 1.001) {
                    scale.tick(value, label.apply(value));
                }
            }
        }
        return scale;
    }

    private static double below(double value, int power) {
        double decade = Math.pow(10, power);
        return value >= 5 * decade ? 5 * decade : value >= 2 * decade ? 2 * decade : decade;
    }

    private static double above(double value, int power) {
        double decade = Math.pow(10, power);
        return value <= decade / 5 ? decade / 5 : value <= decade / 2 ? decade / 2 : decade;
    }

    /** Percentiles by how many nines they have: from 90 to 99 is as far as from 99 to 99.9. */
    static Scale nines(double nines) {
        Scale scale = new Scale(value -> value, 0, nines);
        scale.tick(0, "0 %");
        scale.tick(Math.log10(2), "50 %");
        for (int i = 1; i <= Math.floor(nines + 1e-9); i++) {
            scale.tick(i, i == 1 ? "90 %" : "99" + (i == 2 ? "" : "." + "9".repeat(i - 2)) + " %");
        }
        return scale;
    }

    private void tick(double value, String label) {
        ticks.add(new Tick(at(value), label));
    }

    double at(double value) {
        return (shape.of(value) - low) / (high - low);
    }

    List<Tick> ticks() {
        return ticks;
    }

    /** A coordinate: a tenth of a pixel is enough. */
    static String pixel(double value) {
        String text = String.format(Locale.ROOT, "%.1f", value);
        return text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
    }
}
