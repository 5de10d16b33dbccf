package io.chatka.internal.moderation;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import io.chatka.api.HeldMessage;
import io.chatka.api.User;
import io.chatka.internal.broker.Broker;
import io.chatka.internal.broker.Epochs;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/** Messages that wait for a moderator. Thread-safe. */
public final class HeldMessages {
    private static final JsonFactory JSON = new JsonFactory();
    private final Broker broker;
    private final Posts posts;

    public HeldMessages(Broker broker, Posts posts) {
        this.broker = broker;
        this.posts = posts;
    }

    /**
     * Keeps a message, with the role that the sender has in the room.
     *
     * @param text null for none
     * @param data JSON; null for none
     * @return false if too many wait
     */
    public CompletionStage<Boolean> hold(String room, User sender, String text, String data) {
        Map<String, String> fields = new HashMap<>();
        fields.put("at", Long.toString(System.currentTimeMillis()));
        fields.put("user", sender.id());
        fields.put("name", sender.name());
        fields.put("role", sender.role());
        fields.put("text", text);
        fields.put("data", data);
        return broker.moderation().hold(room, Epochs.next(), write(fields));
    }

    /** The messages of a room that wait, the oldest first. */
    public CompletionStage<List<HeldMessage>> in(String room) {
        return broker.moderation().held(room).thenApply(found -> found.entrySet().stream()
                .map(entry -> read(room, entry.getKey(), entry.getValue()))
                .sorted(Comparator.comparingLong(HeldMessage::at).thenComparing(HeldMessage::id))
                .toList());
    }

    /**
     * Publishes a message.
     *
     * @param told called with the message before it is published
     * @return false if it does not wait any more
     */
    public CompletionStage<Boolean> approve(String room, String id, Consumer<HeldMessage> told) {
        return take(room, id, told).thenCompose(message -> {
            if (message == null) {
                return CompletableFuture.completedFuture(false);
            }
            Posts.Content content = new Posts.Content(message.text(), message.data(), false);
            return posts.publish(room, message.user(), content, null, null).thenApply(receipt -> true);
        });
    }

    /** Drops a message; see {@link #approve}. */
    public CompletionStage<Boolean> deny(String room, String id, Consumer<HeldMessage> told) {
        return take(room, id, told).thenApply(message -> message != null);
    }

    /** Drops all messages of a user in a room; returns how many there were. */
    public CompletionStage<Integer> dropAll(String room, String user) {
        return in(room).thenCompose(waiting -> {
            CompletionStage<Integer> dropped = CompletableFuture.completedFuture(0);
            for (HeldMessage message : waiting) {
                if (message.user().id().equals(user)) {
                    dropped = dropped.thenCombine(
                            deny(room, message.id(), any -> {}), (before, done) -> before + (done ? 1 : 0));
                }
            }
            return dropped;
        });
    }

    private CompletionStage<HeldMessage> take(String room, String id, Consumer<HeldMessage> told) {
        return broker.moderation().take(room, id).thenApply(found -> {
            HeldMessage message = found == null ? null : read(room, id, found);
            if (message != null) {
                told.accept(message);
            }
            return message;
        });
    }

    private static HeldMessage read(String room, String id, String json) {
        Map<String, String> fields = read(json);
        User user = new User(fields.get("user"), fields.get("name"), fields.get("role"));
        return new HeldMessage(
                id, room, Long.parseLong(fields.get("at")), user, fields.get("text"), fields.get("data"));
    }

    /** An object of strings; null for those that are left out. */
    static String write(Map<String, String> fields) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(text)) {
            json.writeStartObject();
            for (Map.Entry<String, String> field : fields.entrySet()) {
                if (field.getValue() != null) {
                    json.writeStringField(field.getKey(), field.getValue());
                }
            }
            json.writeEndObject();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return text.toString();
    }

    static Map<String, String> read(String text) {
        Map<String, String> fields = new HashMap<>();
        try (JsonParser json = JSON.createParser(text)) {
            json.nextToken();
            for (String field = json.nextFieldName(); field != null; field = json.nextFieldName()) {
                json.nextToken();
                fields.put(field, json.getText());
            }
        } catch (IOException notOurs) {
            throw new UncheckedIOException(notOurs);
        }
        return fields;
    }
}
