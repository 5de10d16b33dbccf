package io.chatka.bench;

import java.util.List;

/** Pieces of the page. */
final class Html {
    private Html() {}

    static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }

    /** One of the large figures. */
    static String figure(String name, String value, String unit, String note) {
        return "<div class=\"figure\"><span class=\"name\">" + escape(name) + "</span><span class=\"value\">"
                + escape(value) + "<small>" + escape(unit) + "</small></span><span class=\"note\">" + escape(note)
                + "</span></div>\n";
    }

    /** @param rows of cells; a first cell is a heading */
    static String table(List<String> head, List<List<String>> rows) {
        StringBuilder out = new StringBuilder("<div class=\"scroll\"><table>\n<thead><tr>");
        head.forEach(
                cell -> out.append("<th scope=\"col\">").append(escape(cell)).append("</th>"));
        out.append("</tr></thead>\n<tbody>\n");
        for (List<String> row : rows) {
            out.append("<tr><th scope=\"row\">").append(escape(row.get(0))).append("</th>");
            row.stream()
                    .skip(1)
                    .forEach(cell -> out.append("<td>").append(escape(cell)).append("</td>"));
            out.append("</tr>\n");
        }
        return out.append("</tbody></table></div>\n").toString();
    }

    /** A chart in two widths: the style sheet shows the one that fits, so that its letters are never tiny. */
    static String chart(String title, String subtitle, String legend, boolean wide, String large, String small) {
        return "<figure class=\"card" + (wide ? " wide" : "") + "\"><figcaption><h2>" + escape(title) + "</h2><p>"
                + escape(subtitle) + "</p>" + legend + "</figcaption><div class=\"large\">" + large
                + "</div><div class=\"small\">" + small + "</div></figure>\n";
    }

    static String legend(List<LineChart.Line> lines) {
        if (lines.size() < 2) {
            return "";
        }
        StringBuilder out = new StringBuilder("<ul class=\"legend\">");
        for (LineChart.Line line : lines) {
            out.append("<li class=\"c")
                    .append(line.color())
                    .append("\">")
                    .append(escape(line.name()))
                    .append("</li>");
        }
        return out.append("</ul>").toString();
    }
}
