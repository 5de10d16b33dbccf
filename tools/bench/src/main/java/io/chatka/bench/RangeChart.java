package io.chatka.bench;

import static io.chatka.bench.Scale.pixel;

import java.util.List;

/** For each row a bar from the best to the worst, with a dot at the median, over a logarithmic axis. */
record RangeChart(Scale x, List<Bar> bars) {
    private static final double LEFT = 66;
    private static final double RIGHT = 74;
    private static final double TOP = 6;
    private static final double BOTTOM = 26;
    private static final double ROW = 34;

    /** @param text of the median */
    record Bar(String name, int color, double lowest, double median, double highest, String text) {}

    String svg(String name, double width) {
        double bottom = TOP + bars.size() * ROW;
        double span = width - RIGHT - LEFT;
        StringBuilder out = new StringBuilder("<svg viewBox=\"0 0 " + pixel(width) + ' ' + pixel(bottom + BOTTOM)
                + "\" role=\"img\" aria-label=\"" + Html.escape(name) + "\">");
        for (Scale.Tick tick : x.ticks()) {
            double at = LEFT + tick.position() * span;
            out.append("<path class=\"grid\" d=\"M")
                    .append(pixel(at))
                    .append(' ')
                    .append(pixel(TOP));
            out.append('V').append(pixel(bottom)).append("\"/>");
            text(out, "middle", at, bottom + 18, tick.label());
        }
        double middle = TOP + ROW / 2;
        for (Bar bar : bars) {
            text(out, "end name", LEFT - 10, middle + 4, bar.name());
            if (Double.isNaN(bar.median())) {
                text(out, "start", LEFT + 8, middle + 4, bar.text());
            } else {
                draw(out, bar, middle, span);
            }
            middle += ROW;
        }
        return out.append("</svg>").toString();
    }

    private void draw(StringBuilder out, Bar bar, double middle, double span) {
        double from = LEFT + x.at(bar.lowest()) * span;
        double to = LEFT + x.at(bar.highest()) * span;
        double dot = LEFT + x.at(bar.median()) * span;
        out.append("<path class=\"stem c")
                .append(bar.color())
                .append("\" d=\"M")
                .append(pixel(LEFT))
                .append(' ');
        out.append(pixel(middle)).append('H').append(pixel(dot)).append("\"/>");
        out.append("<path class=\"range c")
                .append(bar.color())
                .append("\" d=\"M")
                .append(pixel(from))
                .append(' ');
        out.append(pixel(middle))
                .append('H')
                .append(pixel(Math.max(to, from + 0.1)))
                .append("\"/>");
        out.append("<circle class=\"dot c")
                .append(bar.color())
                .append("\" r=\"5\" cx=\"")
                .append(pixel(dot));
        out.append("\" cy=\"").append(pixel(middle)).append("\"/>");
        text(out, "start value", to + 12, middle + 4, bar.text());
    }

    private static void text(StringBuilder out, String style, double x, double y, String text) {
        out.append("<text class=\"")
                .append(style)
                .append("\" x=\"")
                .append(pixel(x))
                .append("\" y=\"");
        out.append(pixel(y)).append("\">").append(Html.escape(text)).append("</text>");
    }
}
