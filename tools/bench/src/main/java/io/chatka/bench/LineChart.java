package io.chatka.bench;

import static io.chatka.bench.Scale.pixel;

import java.util.List;

/**
 * Lines over an axis, as SVG whose colours are the page's.
 *
 * @param bands parts of the horizontal axis with a background of their own
 */
record LineChart(Scale x, Scale y, List<Line> lines, List<Band> bands) {
    private static final double LEFT = 46;
    private static final double RIGHT = 12;
    private static final double TOP = 18;
    private static final double BOTTOM = 26;

    /**
     * One line.
     *
     * @param color from 1 to 6; 6 is the quiet one
     * @param area whether it is filled down to the axis
     * @param values NaN where there is none
     */
    record Line(String name, int color, boolean area, double[] at, double[] values, List<Dot> dots) {}

    /** A point to look at; the text appears when one points there. */
    record Dot(double at, double value, String text) {}

    record Band(String name, double from, double to, boolean quiet) {}

    /** Its name is for those who do not see it. */
    String svg(String name, double width, double height) {
        StringBuilder out = new StringBuilder();
        out.append("<svg viewBox=\"0 0 ")
                .append(pixel(width))
                .append(' ')
                .append(pixel(height))
                .append("\" role=\"img\" aria-label=\"")
                .append(Html.escape(name))
                .append("\">");
        double right = width - RIGHT;
        double bottom = height - BOTTOM;
        bands(out, right, bottom);
        for (Scale.Tick tick : y.ticks()) {
            double at = bottom - tick.position() * (bottom - TOP);
            line(out, "grid", LEFT, at, right, at);
            text(out, "end", LEFT - 7, at + 4, tick.label());
        }
        line(out, "axis", LEFT, bottom, right, bottom);
        double free = LEFT - 30;
        for (Scale.Tick tick : x.ticks()) {
            double at = LEFT + tick.position() * (right - LEFT);
            line(out, "axis", at, bottom, at, bottom + 4);
            double half = tick.label().length() * 3.3;
            // One that would stick out at the right ends there, and so begins further to the left.
            boolean atEdge = at + half > width;
            if ((atEdge ? width - 1 - 2 * half : at - half) > free && at + half < width + RIGHT) {
                text(out, atEdge ? "end" : "middle", atEdge ? width - 1 : at, bottom + 18, tick.label());
                free = at + half + 6;
            }
        }
        for (Line line : lines) {
            draw(out, line, right, bottom);
        }
        return out.append("</svg>").toString();
    }

    private void bands(StringBuilder out, double right, double bottom) {
        for (Band band : bands) {
            double from = LEFT + Math.max(0, x.at(band.from())) * (right - LEFT);
            double to = LEFT + Math.min(1, x.at(band.to())) * (right - LEFT);
            if (band.quiet()) {
                out.append("<rect class=\"band\" x=\"")
                        .append(pixel(from))
                        .append("\" y=\"")
                        .append(pixel(TOP - 16));
                out.append("\" width=\"").append(pixel(Math.max(0, to - from))).append("\" height=\"");
                out.append(pixel(bottom - TOP + 16)).append("\"/>");
            }
            if (to - from > band.name().length() * 6.2 + 6) {
                text(out, "start phase", from + 5, TOP - 5, band.name());
            }
        }
    }

    private void draw(StringBuilder out, Line line, double right, double bottom) {
        StringBuilder path = new StringBuilder();
        StringBuilder area = new StringBuilder();
        double start = Double.NaN;
        double px = 0;
        for (int i = 0; i < line.at().length; i++) {
            boolean known = !Double.isNaN(line.values()[i]);
            if (known) {
                px = LEFT + x.at(line.at()[i]) * (right - LEFT);
                String point = pixel(px) + ' ' + pixel(height(line.values()[i], bottom));
                if (Double.isNaN(start)) {
                    start = px;
                    path.append('M').append(point);
                    area.append('M')
                            .append(pixel(px))
                            .append(' ')
                            .append(pixel(bottom))
                            .append('L')
                            .append(point);
                } else {
                    path.append('L').append(point);
                    area.append('L').append(point);
                }
            }
            if (!Double.isNaN(start) && (!known || i == line.at().length - 1)) {
                area.append('L')
                        .append(pixel(px))
                        .append(' ')
                        .append(pixel(bottom))
                        .append('Z');
                start = Double.NaN;
            }
        }
        if (line.area()) {
            out.append("<path class=\"area c")
                    .append(line.color())
                    .append("\" d=\"")
                    .append(area)
                    .append("\"/>");
        }
        out.append("<path class=\"line c")
                .append(line.color())
                .append("\" d=\"")
                .append(path)
                .append("\"/>");
        for (Dot dot : line.dots()) {
            out.append("<circle class=\"dot c").append(line.color()).append("\" r=\"3.5\" cx=\"");
            out.append(pixel(LEFT + x.at(dot.at()) * (right - LEFT))).append("\" cy=\"");
            out.append(pixel(height(dot.value(), bottom))).append("\"><title>").append(Html.escape(dot.text()));
            out.append("</title></circle>");
        }
    }

    private double height(double value, double bottom) {
        return bottom - Math.min(1, Math.max(0, y.at(value))) * (bottom - TOP);
    }

    private static void line(StringBuilder out, String style, double x1, double y1, double x2, double y2) {
        out.append("<path class=\"")
                .append(style)
                .append("\" d=\"M")
                .append(pixel(x1))
                .append(' ');
        out.append(pixel(y1))
                .append('L')
                .append(pixel(x2))
                .append(' ')
                .append(pixel(y2))
                .append("\"/>");
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
