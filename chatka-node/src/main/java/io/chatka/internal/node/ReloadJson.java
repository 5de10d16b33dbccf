package io.chatka.internal.node;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import io.chatka.ReloadReport;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/** A {@link ReloadReport} as JSON, for {@code POST /reload}. */
final class ReloadJson {
    private ReloadJson() {}

    static byte[] of(ReloadReport report) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator json = new JsonFactory().createGenerator(bytes)) {
            json.setPrettyPrinter(new DefaultPrettyPrinter());
            json.writeStartObject();
            lines(json, "looked", report.looked());
            settings(json, "changed", report.changed());
            settings(json, "restart", report.restart());
            lines(json, "wrong", report.wrong());
            json.writeEndObject();
            json.writeRaw('\n');
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return bytes.toByteArray();
    }

    private static void lines(JsonGenerator json, String name, List<String> lines) throws IOException {
        json.writeArrayFieldStart(name);
        for (String line : lines) {
            json.writeString(line);
        }
        json.writeEndArray();
    }

    private static void settings(JsonGenerator json, String name, List<ReloadReport.Setting> settings)
            throws IOException {
        json.writeArrayFieldStart(name);
        for (ReloadReport.Setting setting : settings) {
            json.writeStartObject();
            json.writeStringField("key", setting.key());
            json.writeStringField("from", setting.from());
            json.writeStringField("to", setting.to());
            json.writeStringField("effect", setting.effect());
            json.writeEndObject();
        }
        json.writeEndArray();
    }
}
