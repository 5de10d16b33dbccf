package io.chatka.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** docs/asyncapi.yaml, and what it says about a frame. Thread-safe. */
public final class AsyncApi {
    /** Who sends a frame. */
    public enum Sender {
        CLIENT,
        SERVER
    }

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final AsyncApi DOCUMENT = read();

    private final JsonNode document;
    private final Map<String, Schema> commands = new HashMap<>();
    private final Map<String, Schema> events = new HashMap<>();

    private AsyncApi(JsonNode document) {
        this.document = document;
        SchemaRegistry registry = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_7);
        JsonNode open = document.get("components");
        JsonNode closed = open.deepCopy();
        close(closed);
        for (JsonNode operation : document.get("operations")) {
            boolean received = operation.get("action").asText().equals("receive");
            for (JsonNode message : operation.get("messages")) {
                // A command may hold more than is described; a frame of ours holds what is described and nothing else.
                add(received ? commands : events, registry, message, received ? open : closed);
            }
            for (JsonNode reply : operation.path("reply").path("messages")) {
                add(events, registry, reply, closed);
            }
        }
    }

    public static AsyncApi document() {
        return DOCUMENT;
    }

    private static AsyncApi read() {
        try {
            String yaml = Files.readString(Path.of("../docs/asyncapi.yaml"));
            Object tree = new Yaml(new SafeConstructor(new LoaderOptions())).load(yaml);
            return new AsyncApi(JSON.valueToTree(tree));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    public JsonNode root() {
        return document;
    }

    /** The types of all frames that somebody sends. */
    public Iterable<String> types(Sender sender) {
        return (sender == Sender.CLIENT ? commands : events).keySet();
    }

    /** What is wrong with a frame; empty if it is as described. */
    public List<String> problems(Sender sender, JsonNode frame) {
        String type = frame.path("type").asText();
        Schema schema = (sender == Sender.CLIENT ? commands : events).get(type);
        return schema == null
                ? List.of("no frame of the type \"" + type + "\" is described")
                : schema.validate(frame).stream().map(Error::toString).toList();
    }

    /** What {@code {"$ref":"#/…"}} stands for; the node itself if it is no reference. */
    public JsonNode resolve(JsonNode node) {
        JsonNode target = node;
        while (target.has("$ref")) {
            String reference = target.get("$ref").asText();
            target = document.at(reference.substring(1));
            if (target.isMissingNode()) {
                throw new AssertionError("docs/asyncapi.yaml has no " + reference);
            }
        }
        return target;
    }

    private void add(Map<String, Schema> schemas, SchemaRegistry registry, JsonNode message, JsonNode components) {
        String channel = message.get("$ref").asText().substring(1);
        String reference = document.at(channel).get("$ref").asText();
        JsonNode payload = resolve(resolve(message).get("payload"));
        ObjectNode schema = JSON.createObjectNode();
        schema.put("$ref", reference + "/payload");
        schema.set("components", components);
        schemas.computeIfAbsent(payload.at("/properties/type/const").asText(), type -> registry.getSchema(schema));
    }

    /** Refuses every field that is not described. */
    private static void close(JsonNode node) {
        if (node instanceof ObjectNode object && object.path("properties").isObject()) {
            object.put("additionalProperties", false);
        }
        StreamSupport.stream(node.spliterator(), false).forEach(AsyncApi::close);
    }
}
