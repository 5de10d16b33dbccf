package io.chatka.hooks;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.chatka.api.ModerationRecord;
import io.chatka.api.SaidMessage;
import io.chatka.api.Session;
import io.chatka.api.User;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;

/** The events of a node as JSON: {@code {"type":…,"timestamp":…,"node":…,"data":{…}}}. */
final class HookEvents {
    static final List<String> TYPES = List.of(
            "connected",
            "disconnected",
            "joined",
            "left",
            "said",
            "reported",
            "moderated",
            "occupied",
            "vacated",
            "node_lost");

    private static final JsonFactory JSON = new JsonFactory();

    /** Writes a part. */
    interface Content {
        void writeTo(JsonGenerator json) throws IOException;
    }

    private HookEvents() {}

    /** @param node null for none */
    static String event(String type, String node, Content data) {
        return object(json -> {
            json.writeStringField("type", type);
            json.writeStringField("timestamp", Instant.now().toString());
            if (node != null) {
                json.writeStringField("node", node);
            }
            json.writeObjectFieldStart("data");
            data.writeTo(json);
            json.writeEndObject();
        });
    }

    static String object(Content content) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(text)) {
            json.writeStartObject();
            content.writeTo(json);
            json.writeEndObject();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return text.toString();
    }

    static void session(JsonGenerator json, Session session) throws IOException {
        json.writeStringField("session", session.id());
        user(json, "user", session.user());
        if (session.address() != null) {
            json.writeStringField("address", session.address().getHostAddress());
        }
    }

    static void user(JsonGenerator json, String name, User user) throws IOException {
        json.writeObjectFieldStart(name);
        json.writeStringField("id", user.id());
        json.writeStringField("name", user.name());
        json.writeStringField("role", user.role());
        json.writeEndObject();
    }

    static void said(JsonGenerator json, SaidMessage message) throws IOException {
        json.writeStringField("room", message.room());
        json.writeStringField("epoch", message.epoch());
        json.writeNumberField("seq", message.seq());
        user(json, "from", message.sender());
        content(json, message.text(), message.data());
    }

    static void content(JsonGenerator json, String text, String data) throws IOException {
        if (text != null) {
            json.writeStringField("text", text);
        }
        if (data != null) {
            json.writeFieldName("data");
            json.writeRawValue(data);
        }
    }

    static void act(JsonGenerator json, ModerationRecord act) throws IOException {
        json.writeNumberField("at", act.at());
        json.writeStringField("by", act.by());
        json.writeStringField("door", act.door());
        json.writeStringField("room", act.room());
        json.writeStringField("action", act.action());
        ModerationRecord.About about = act.about();
        if (about.user() != null) {
            json.writeStringField("user", about.user());
        }
        if (about.seq() != 0) {
            json.writeNumberField("seq", about.seq());
        }
        if (about.until() != 0) {
            json.writeNumberField("until", about.until());
        }
        if (about.reason() != null) {
            json.writeStringField("reason", about.reason());
        }
    }
}
