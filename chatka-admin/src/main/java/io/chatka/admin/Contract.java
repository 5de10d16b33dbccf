package io.chatka.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** docs/openapi.yaml: the operations that there are. Immutable. */
public final class Contract {
    private static final Set<String> METHODS = Set.of("get", "put", "post", "delete");

    private final JsonNode document;
    private final SchemaRegistry registry = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);
    private final List<Operation> operations = new ArrayList<>();

    private Contract(JsonNode document) {
        this.document = document;
        document.get("paths").properties().forEach(path -> {
            String base = server(path.getValue().path("servers"), server(document.path("servers"), "/"));
            String whole = (base.endsWith("/") ? base.substring(0, base.length() - 1) : base) + path.getKey();
            for (String method : METHODS) {
                if (path.getValue().has(method)) {
                    operations.add(operation(
                            whole,
                            method,
                            path.getValue().path("parameters"),
                            path.getValue().get(method)));
                }
            }
        });
    }

    /** Reads the document from the class path. */
    static Contract read() {
        return new Contract(document());
    }

    /** The document, without its references resolved. */
    public static JsonNode document() {
        try (InputStream in = Contract.class.getResourceAsStream("openapi.yaml")) {
            Object tree = new Yaml(new SafeConstructor(new LoaderOptions())).load(in);
            return Json.tree(tree);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static String server(JsonNode servers, String other) {
        return servers.isEmpty() ? other : servers.get(0).get("url").asText();
    }

    private Operation operation(String path, String method, JsonNode shared, JsonNode described) {
        List<Operation.Parameter> parameters = new ArrayList<>();
        shared.forEach(parameter -> parameters.add(parameter(parameter)));
        described.path("parameters").forEach(parameter -> parameters.add(parameter(parameter)));
        JsonNode body = described.path("requestBody");
        JsonNode bodySchema = body.path("content").path("application/json").path("schema");
        return new Operation(
                described.get("operationId").asText(),
                method.toUpperCase(Locale.ROOT),
                segments(path),
                Role.valueOf(described.get("x-role").asText().toUpperCase(Locale.ROOT)),
                List.copyOf(parameters),
                new Operation.Body(
                        body.path("required").asBoolean(), bodySchema.isMissingNode() ? null : schema(bodySchema)));
    }

    private Operation.Parameter parameter(JsonNode given) {
        JsonNode parameter = resolve(given);
        JsonNode schema = parameter.get("schema");
        JsonNode resolved = resolve(schema);
        return new Operation.Parameter(
                parameter.get("name").asText(),
                parameter.get("in").asText().equals("path"),
                resolved.path("type").asText(),
                resolved.get("default"),
                schema(schema));
    }

    private JsonNode resolve(JsonNode node) {
        return node.has("$ref") ? document.at(node.get("$ref").asText().substring(1)) : node;
    }

    private Schema schema(JsonNode described) {
        ObjectNode schema = (ObjectNode) Json.read(asDefinitions(described));
        schema.set("$defs", Json.read(asDefinitions(document.at("/components/schemas"))));
        return registry.getSchema(schema);
    }

    /** References as a schema without the document around it has them. */
    private static byte[] asDefinitions(JsonNode described) {
        return Json.text(described).replace("#/components/schemas/", "#/$defs/").getBytes(StandardCharsets.UTF_8);
    }

    static List<String> segments(String path) {
        return Arrays.asList(path.substring(1).split("/", -1));
    }

    List<Operation> operations() {
        return operations;
    }

    /**
     * @param path percent-encoded segments
     * @throws Problem if there is no such path, or it has another method
     */
    Operation find(String method, List<String> path) {
        Set<String> methods = new TreeSet<>();
        for (Operation operation : operations) {
            if (operation.covers(path)) {
                if (operation.method().equals(method)) {
                    return operation;
                }
                methods.add(operation.method());
            }
        }
        throw methods.isEmpty()
                ? Problem.of(404, "there is no such path; docs/openapi.yaml lists them")
                : Problem.methodNotAllowed(methods);
    }
}
