package io.chatka.internal.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.chatka.api.Grant;
import io.chatka.internal.permission.CommandNeeds;
import io.chatka.internal.protocol.ClientCommand;
import io.chatka.internal.protocol.ClientException;
import io.chatka.internal.protocol.CloseCode;
import io.chatka.internal.protocol.CommandDecoder;
import io.chatka.internal.protocol.ErrorCode;
import io.chatka.testing.AsyncApi;
import io.chatka.testing.AsyncApi.Sender;
import io.chatka.testing.ProtocolDocument;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** docs/asyncapi.yaml describes what docs/protocol.md shows and the server does, in both directions. */
class AsyncApiTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    /** The messages of commands that have the type of a reply or an event. */
    private static final Map<String, String> COMMANDS =
            Map.of("history", "readHistory", "members", "listMembers", "typing", "tellTyping");

    private final AsyncApi api = AsyncApi.document();

    @Test
    void every_reference_leads_somewhere() {
        resolveAll(api.root());
    }

    @Test
    void an_operation_has_messages_of_its_own_channel() {
        api.root().get("operations").properties().forEach(operation -> {
            String channel = operation.getValue().at("/channel/$ref").asText();
            assertThat(references(operation.getValue()))
                    .as(operation.getKey())
                    .allMatch(reference -> reference.equals(channel) || reference.startsWith(channel + "/messages/"));
        });
    }

    @Test
    void every_message_is_sent_or_received_and_has_examples_that_are_right() {
        List<String> used = references(api.root().get("operations"));
        api.root().at("/components/messages").properties().forEach(entry -> {
            String name = entry.getKey();
            assertThat(used).as(name).anyMatch(reference -> reference.endsWith("/messages/" + name));
            assertThat(entry.getValue().get("examples")).as(name).isNotEmpty();
            for (JsonNode example : entry.getValue().get("examples")) {
                Sender sender = received(name) ? Sender.CLIENT : Sender.SERVER;
                assertThat(api.problems(sender, example.get("payload")))
                        .as("%s: %s", name, example)
                        .isEmpty();
            }
        });
    }

    @Test
    void the_lists_of_codes_are_the_enums() {
        assertThat(texts(api.root().at("/components/schemas/errorCode/enum")))
                .isEqualTo(Arrays.stream(ErrorCode.values())
                        .map(ErrorCode::wireName)
                        .toList());
        assertThat(texts(api.root().at("/components/schemas/closeCode/enum")))
                .isEqualTo(Arrays.stream(CloseCode.values())
                        .map(code -> String.valueOf(code.number()))
                        .distinct()
                        .toList());
    }

    /** {@link ProtocolDocumentIT} plays the same against a server. */
    @Test
    void every_frame_of_the_documentation_is_as_described() throws IOException {
        List<String> types = new ArrayList<>();
        ProtocolDocument document = ProtocolDocument.read();
        for (ProtocolDocument.Block block : document.blocks()) {
            List<String> lines = document.conversation(block);
            for (int i = 0; i < lines.size(); i++) {
                String line = lines.get(i);
                if (line.startsWith("<")) {
                    JsonNode frame = JSON.readTree(line.substring(line.indexOf(' ')));
                    assertThat(api.problems(Sender.SERVER, frame)).as(line).isEmpty();
                    types.add(frame.get("type").asText());
                } else if (line.startsWith("> ")) {
                    JsonNode frame = JSON.readTree(line.substring(2));
                    String answer = lines.get(i + 1);
                    boolean malformed = answer.contains("\"unknown_type\"") || answer.contains("\"bad_room\"");
                    assertThat(api.problems(Sender.CLIENT, frame).isEmpty())
                            .as(line)
                            .isNotEqualTo(malformed);
                    types.add(frame.get("type").asText());
                }
            }
        }
        // gap, bye and room come when something fails: other tests see them.
        assertThat(types)
                .containsAll(api.types(Sender.CLIENT))
                .contains("welcome", "joined", "message", "deleted", "presence");
    }

    @ParameterizedTest
    @ValueSource(strings = {"commands", "replies", "events"})
    void fields_of_the_documentation_are_those_described(String table) throws IOException {
        List<List<String>> rows =
                ProtocolDocument.read().table("<!-- " + table + ": checked against asyncapi.yaml -->");
        assertThat(rows).isNotEmpty().allSatisfy(row -> {
            String type = row.get(0).replaceAll("\\[(\\w+)].*", "$1");
            boolean command = table.equals("commands");
            String message = command ? COMMANDS.getOrDefault(type, type) : type;
            JsonNode payload =
                    api.resolve(api.root().at("/components/messages/" + message).get("payload"));
            assertThat(row.get(1)).as(type).isEqualTo(fields(payload, command ? Set.of("type", "id") : Set.of("type")));
        });
    }

    @Test
    void the_documentation_says_what_each_command_needs() throws IOException {
        Map<String, String> needs = ProtocolDocument.read().table("<!-- needs: checked against the code -->").stream()
                .collect(Collectors.toMap(row -> row.get(0), row -> row.get(1).split(";")[0]));
        for (Class<?> command : ClientCommand.class.getPermittedSubclasses()) {
            Grant grant =
                    CommandNeeds.of(command.asSubclass(ClientCommand.class)).grant();
            assertThat(needs.remove(command.getSimpleName().toLowerCase(Locale.ROOT)))
                    .as("%s", command)
                    .isEqualTo(grant == null ? "nothing" : grant.name().toLowerCase(Locale.ROOT));
        }
        assertThat(needs).isEmpty();
    }

    @Test
    void the_documentation_has_every_action_of_a_moderator() throws IOException {
        List<String> actions = ProtocolDocument.read().table("<!-- actions: checked against the decoder -->").stream()
                .flatMap(row -> Stream.of(row.get(0).split(", ")))
                .toList();
        assertThat(actions)
                .containsExactlyInAnyOrderElementsOf(
                        texts(api.root().at("/components/messages/moderate/payload/properties/action/enum")));
    }

    /** As the documentation writes them: {@code a, b?, c{d, e}, f[{g}]}. */
    private String fields(JsonNode object, Set<String> leftOut) {
        List<String> required = texts(object.path("required"));
        return object.get("properties").properties().stream()
                .filter(field -> !leftOut.contains(field.getKey()))
                .map(field ->
                        field.getKey() + (required.contains(field.getKey()) ? "" : "?") + inside(field.getValue()))
                .collect(Collectors.joining(", "));
    }

    private String inside(JsonNode field) {
        JsonNode value = api.resolve(field);
        if (value.has("properties")) {
            return "{" + fields(value, Set.of()) + "}";
        }
        if (!value.has("items")) {
            return "";
        }
        JsonNode items = api.resolve(value.get("items"));
        JsonNode first = items.has("oneOf") ? api.resolve(items.get("oneOf").get(0)) : items;
        String type = first.at("/properties/type/const").asText();
        return type.isEmpty() ? "[" + inside(items) + "]" : "[" + type + "]";
    }

    @Test
    void commands_that_are_described_otherwise_are_refused_and_the_others_are_taken() throws IOException {
        CommandDecoder decoder = new CommandDecoder(2_000, 8_192);
        int refused = 0;
        int taken = 0;
        for (JsonNode command : variations()) {
            boolean described = api.problems(Sender.CLIENT, command).isEmpty();
            assertThat(accepts(decoder, command)).as("%s", command).isEqualTo(described);
            refused += described ? 0 : 1;
            taken += described ? 1 : 0;
        }
        assertThat(refused).isGreaterThan(100);
        assertThat(taken).isGreaterThan(50);
    }

    /** Every example of a command, with every described field left out, and replaced by values of all kinds. */
    private List<JsonNode> variations() throws IOException {
        List<JsonNode> values = new ArrayList<>(List.of(NODES.nullNode(), NODES.numberNode(Long.MAX_VALUE)));
        for (String json : List.of(
                "true",
                "0",
                "-1",
                "1",
                "1.5",
                "9223372036854775808",
                "\"\"",
                "\"a b\"",
                "\"é\"",
                "[]",
                "{}",
                "{\"epoch\":\"e\"}",
                "{\"epoch\":\"e\",\"seq\":0,\"more\":1}",
                "{\"epoch\":\"e\",\"seq\":-1}",
                "{\"epoch\":1,\"seq\":1}")) {
            values.add(JSON.readTree(json));
        }
        for (int length : new int[] {32, 33, 64, 65, 128, 129}) {
            values.add(NODES.textNode("x".repeat(length)));
        }
        List<JsonNode> variations = new ArrayList<>();
        api.root().at("/components/messages").properties().stream()
                .filter(message -> received(message.getKey()))
                .map(Map.Entry::getValue)
                .forEach(message -> {
                    for (JsonNode example : message.get("examples")) {
                        ObjectNode command = (ObjectNode) example.get("payload");
                        variations.add(command);
                        variations.add(command.deepCopy().put("unknown", 1));
                        for (var field : message.at("/payload/properties").properties()) {
                            variations.add(command.deepCopy().without(field.getKey()));
                            values.forEach(
                                    value -> variations.add(command.deepCopy().set(field.getKey(), value)));
                        }
                    }
                });
        return variations;
    }

    private static boolean accepts(CommandDecoder decoder, JsonNode command) {
        byte[] utf8 = command.toString().getBytes(StandardCharsets.UTF_8);
        try {
            decoder.decode(utf8, 0, utf8.length);
            return true;
        } catch (ClientException refused) {
            return false;
        }
    }

    private boolean received(String message) {
        JsonNode operations = api.root().get("operations");
        return StreamSupport.stream(operations.spliterator(), false)
                .filter(operation -> operation.get("action").asText().equals("receive"))
                .flatMap(operation ->
                        StreamSupport.stream(operation.get("messages").spliterator(), false))
                .anyMatch(reference -> reference.get("$ref").asText().endsWith("/messages/" + message));
    }

    private static List<String> texts(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false)
                .map(JsonNode::asText)
                .toList();
    }

    private static List<String> references(JsonNode node) {
        return node.findValuesAsText("$ref");
    }

    private void resolveAll(JsonNode node) {
        assertThat(api.resolve(node)).isNotNull();
        node.forEach(this::resolveAll);
    }
}
