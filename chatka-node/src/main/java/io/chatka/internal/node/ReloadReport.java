package io.chatka.internal.node;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/**
 * What became of a new configuration.
 *
 * @param looked what was looked at and found, in words: the file, the certificate
 * @param changed what holds now
 * @param restart what is other than before, and will hold after a restart
 * @param wrong what cannot be used, a line for each; if there is anything, nothing was changed
 */
public record ReloadReport(List<String> looked, List<Setting> changed, List<Setting> restart, List<String> wrong) {

    /**
     * A setting whose value is another one.
     *
     * @param from what it was; nothing of a secret
     * @param to what was read
     * @param effect when it holds, in words
     */
    public record Setting(String key, String from, String to, String effect) {}

    public ReloadReport {
        looked = List.copyOf(looked);
        changed = List.copyOf(changed);
        restart = List.copyOf(restart);
        wrong = List.copyOf(wrong);
    }

    static ReloadReport refused(List<String> looked, List<String> wrong) {
        return new ReloadReport(looked, List.of(), List.of(), wrong);
    }

    static ReloadReport of(List<String> looked, List<LiveSettings.Change> changes) {
        return new ReloadReport(looked, settings(changes, false), settings(changes, true), List.of());
    }

    private static List<Setting> settings(List<LiveSettings.Change> changes, boolean restart) {
        return changes.stream()
                .filter(change -> (change.effect() == LiveSettings.Effect.RESTART) == restart)
                .map(change -> new Setting(change.key(), change.from(), change.to(), change.effect().words))
                .toList();
    }

    /** Whether it was taken, in whole or but for what needs a restart. */
    public boolean taken() {
        return wrong.isEmpty();
    }

    byte[] json() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator json = new JsonFactory().createGenerator(bytes)) {
            json.setPrettyPrinter(new DefaultPrettyPrinter());
            json.writeStartObject();
            lines(json, "looked", looked);
            write(json, "changed", changed);
            write(json, "restart", restart);
            lines(json, "wrong", wrong);
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

    private static void write(JsonGenerator json, String name, List<Setting> settings) throws IOException {
        json.writeArrayFieldStart(name);
        for (Setting setting : settings) {
            json.writeStartObject();
            json.writeStringField("key", setting.key);
            json.writeStringField("from", setting.from);
            json.writeStringField("to", setting.to);
            json.writeStringField("effect", setting.effect);
            json.writeEndObject();
        }
        json.writeEndArray();
    }
}
