package io.chatka.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReportTest {
    private final Report report = new Report(List.of(
            Finding.ok("port", "127.0.0.1:8000 is free"),
            Finding.warning("heap", "word ".repeat(60), "give it \"more\""),
            Finding.problem("redis", "not there", "start it"),
            Finding.unknown("clock", "not known")));

    @Test
    void table_hasALineForEachFindingAndItsRemedyBelow() {
        List<String> lines = report.table().lines().toList();
        assertThat(lines.get(0)).isEqualTo("port   ok       127.0.0.1:8000 is free");
        assertThat(lines).contains("                -> give it \"more\"", "clock  unknown  not known");
        assertThat(lines).last().isEqualTo("1 problem, 1 warning");
        assertThat(lines).allMatch(line -> line.length() < 125);
    }

    @Test
    void table_breaksLongLinesBetweenWordsBelowTheirOwnColumn() {
        List<String> words =
                report.table().lines().filter(line -> line.contains("word")).toList();
        assertThat(words).hasSizeGreaterThan(1);
        assertThat(words.get(1)).startsWith("                word");
        assertThat(String.join(" ", words).split("word", -1)).hasSize(61);
    }

    @Test
    void json_hasEveryFinding() throws Exception {
        JsonNode json = new ObjectMapper().readTree(report.json());
        assertThat(json.path("problems").asInt()).isEqualTo(1);
        assertThat(json.path("warnings").asInt()).isEqualTo(1);
        assertThat(json.path("findings")).hasSize(4);
        assertThat(json.path("findings").get(1).path("remedy").asText()).isEqualTo("give it \"more\"");
        assertThat(json.path("findings").get(2).path("status").asText()).isEqualTo("problem");
    }
}
