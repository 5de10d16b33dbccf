package io.chatka.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.xml.sax.InputSource;

class ReportTest {
    private final Report run = Samples.report(
            List.of(Samples.row(Samples.clean())), timeline(), List.of(Finding.warning("<script>alert(1)</script>")));

    @Test
    void page_needs_nothing_but_itself_and_runs_nothing() {
        assertThat(HtmlReport.of(run))
                .doesNotContain("<script", "src=", "href=", "@import", "url(", "http://", "https://", "{{", "NaN")
                .contains("&lt;script&gt;alert(1)", "prefers-color-scheme: dark", "Everybody got everything");
    }

    @Test
    void charts_are_well_formed() throws Exception {
        String page = HtmlReport.of(run);
        int charts = 0;
        for (int at = page.indexOf("<svg"); at >= 0; at = page.indexOf("<svg", at + 1)) {
            String svg = page.substring(at, page.indexOf("</svg>", at) + 6);
            DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(svg)));
            charts++;
        }
        assertThat(charts)
                .as("percentiles, deliveries, latency, CPU, memory; each wide and narrow")
                .isEqualTo(10);
    }

    @Test
    void table_has_a_row_for_each_pair_and_reading() {
        List<Row> rows = new ArrayList<>();
        for (Row row : Preset.table(Samples.PLAN.target(), 128, Samples.PLAN.generator())) {
            rows.add(new Row(row.label(), row.reading(), row.plan(), List.of(Samples.clean(), Samples.clean())));
        }
        Report table = Samples.report(rows, timeline(), List.of());
        assertThat(rows).hasSize(10);
        assertThat(HtmlReport.of(table)).contains("1500/100", "Messages/users").doesNotContain("NaN");
        assertThat(Summary.of(table)).contains("1500/100").doesNotContain("NaN");
    }

    @Test
    void nothing_measured_is_no_error() {
        Report nothing = Samples.report(List.of(), new Timeline(), List.of());
        assertThat(HtmlReport.of(nothing)).contains("</html>");
        assertThat(JsonReport.of(nothing)).contains("\"rows\"");
        assertThat(Summary.of(nothing)).isNotEmpty();
    }

    @Test
    void json_says_the_same() throws Exception {
        JsonNode json = new ObjectMapper().readTree(JsonReport.of(run));
        assertThat(json.path("clean").asBoolean()).isTrue();
        JsonNode row = json.path("rows").path(0);
        assertThat(row.path("plan").path("users").asInt()).isEqualTo(100);
        assertThat(row.path("allReceivedMillis").isNull())
                .as("this was no burst")
                .isTrue();
        assertThat(row.path("latencyMillis").path("p99").asDouble()).isBetween(3.9, 4.0);
        assertThat(row.path("runs").path(0).path("checks").path("lost").asInt()).isZero();
        assertThat(json.path("timeline")).hasSize(40);
    }

    @Test
    void text_names_the_warning_and_the_figures() {
        assertThat(Summary.of(run)).contains("WARNING", "p99", "30 µs", "0 lost");
    }

    private static Timeline timeline() {
        Timeline timeline = new Timeline();
        timeline.phase("connecting", 0, 1);
        timeline.phase("measuring", 1, 10);
        for (int i = 1; i <= 40; i++) {
            double micros = i < 5 ? Double.NaN : 500;
            timeline.add(new Timeline.Point(
                    i * 0.25,
                    0.25,
                    i < 5 ? 0 : 1_250,
                    100,
                    new Timeline.Latency(micros, micros, micros),
                    new Timeline.Use(0.2, 1e8, 0.1)));
        }
        return timeline;
    }
}
