package io.chatka.internal.cluster;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The notes of {@link Questions}, as JSON: {@code [node, number, question, [argument, …]]} and {@code
 * [node, number, [[cell, …], …]]}.
 */
final class QuestionNotes {
    private static final JsonFactory JSON = new JsonFactory();

    record Question(String node, long number, String question, List<String> arguments) {}

    record Answer(String node, long number, List<List<String>> rows) {}

    private interface Content {
        void writeTo(JsonGenerator json) throws IOException;
    }

    private QuestionNotes() {}

    static byte[] question(Question question) {
        return note(question.node, question.number, json -> {
            json.writeString(question.question);
            cells(json, question.arguments);
        });
    }

    static byte[] answer(Answer answer) {
        return note(answer.node, answer.number, json -> {
            json.writeStartArray();
            for (List<String> row : answer.rows) {
                cells(json, row);
            }
            json.writeEndArray();
        });
    }

    private static byte[] note(String node, long number, Content rest) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
        try (JsonGenerator json = JSON.createGenerator(bytes)) {
            json.writeStartArray();
            json.writeString(node);
            json.writeNumber(number);
            rest.writeTo(json);
            json.writeEndArray();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return bytes.toByteArray();
    }

    private static void cells(JsonGenerator json, List<String> cells) throws IOException {
        json.writeStartArray();
        for (String cell : cells) {
            json.writeString(cell);
        }
        json.writeEndArray();
    }

    /** Null if the bytes are not such a note. */
    static Question question(byte[] note) {
        try (JsonParser json = JSON.createParser(note)) {
            json.nextToken();
            String node = json.nextTextValue();
            long number = json.nextLongValue(-1);
            String question = json.nextTextValue();
            return node == null || question == null || json.nextToken() != JsonToken.START_ARRAY
                    ? null
                    : new Question(node, number, question, cells(json));
        } catch (IOException noNote) {
            return null;
        }
    }

    /** Null if the bytes are not such a note. */
    static Answer answer(byte[] note) {
        try (JsonParser json = JSON.createParser(note)) {
            json.nextToken();
            String node = json.nextTextValue();
            long number = json.nextLongValue(-1);
            if (node == null || json.nextToken() != JsonToken.START_ARRAY) {
                return null;
            }
            List<List<String>> rows = new ArrayList<>();
            while (json.nextToken() == JsonToken.START_ARRAY) {
                rows.add(cells(json));
            }
            return new Answer(node, number, rows);
        } catch (IOException noNote) {
            return null;
        }
    }

    /** A cell may be null. */
    private static List<String> cells(JsonParser json) throws IOException {
        List<String> cells = new ArrayList<>();
        for (JsonToken token = json.nextToken(); token != JsonToken.END_ARRAY; token = json.nextToken()) {
            if (token == null) {
                throw new IOException("the note ends too early");
            }
            cells.add(token == JsonToken.VALUE_NULL ? null : json.getText());
        }
        return cells;
    }
}
