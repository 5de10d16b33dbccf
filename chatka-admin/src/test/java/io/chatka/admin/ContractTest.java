package io.chatka.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.chatka.internal.node.AdminDoorProvider;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** docs/openapi.yaml, and what is made from it. */
class ContractTest {
    private static final Contract CONTRACT = Contract.read();
    private static final String JSON = "application/json; charset=utf-8";

    @Test
    void every_operation_has_a_handler_and_every_handler_an_operation() {
        Set<String> handlers = new HashSet<>(RoomRoutes.handlers().keySet());
        handlers.addAll(UserRoutes.handlers().keySet());
        AdminDoorProvider.Source source = new AdminDoorProvider.Source(caller -> null, "n", null, null, null);
        handlers.addAll(
                new ClusterRoutes(source, Runnable::run, null, null).handlers().keySet());
        assertThat(CONTRACT.operations().stream().map(Operation::id).collect(Collectors.toSet()))
                .isEqualTo(handlers)
                .hasSameSizeAs(CONTRACT.operations());
    }

    @Test
    void only_operations_that_read_are_for_the_lowest_role() {
        for (Operation operation : CONTRACT.operations()) {
            if (operation.role() == Role.READ && !operation.id().equals("logIn")) {
                assertThat(operation.method()).as(operation.id()).isEqualTo("GET");
            }
        }
    }

    private static Operation find(String method, String path) {
        return CONTRACT.find(method, Contract.segments(path));
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /api/v1/rooms, listRooms",
        "GET, /api/v1/rooms/lobby, getRoom",
        "DELETE, /api/v1/rooms/lobby/messages/7, deleteMessage",
        "PUT, /api/v1/users/a%2Fb/ban, banUser",
        "GET, /top, getTop",
        "POST, /reload, reload"
    })
    void a_path_and_a_method_lead_to_an_operation(String method, String path, String id) {
        assertThat(find(method, path).id()).isEqualTo(id);
    }

    @Test
    void another_path_and_another_method_are_problems_of_their_own() {
        assertThatThrownBy(() -> find("GET", "/api/v1/nothing")).hasMessageContaining("no such path");
        assertThatThrownBy(() -> find("GET", "/api/v1/rooms/")).isInstanceOf(Problem.class);
        assertThatThrownBy(() -> find("PATCH", "/api/v1/rooms/lobby/messages")).hasMessageContaining("GET, POST");
    }

    private static Map<String, JsonNode> parameters(String path, String query) {
        return find("GET", path).parameters(Contract.segments(path), query);
    }

    @Test
    void parameters_are_decoded_and_have_their_defaults() {
        assertThat(parameters("/api/v1/users/a%2Fb%20c+d", "").get("user").asText())
                .isEqualTo("a/b c+d");
        Map<String, JsonNode> rooms = parameters("/api/v1/rooms", "prefix=caf%C3%A9+x");
        assertThat(rooms.get("prefix").asText()).isEqualTo("café x");
        assertThat(rooms.get("limit").asInt()).isEqualTo(100);
        assertThat(rooms).doesNotContainKey("after");
    }

    @ParameterizedTest
    @CsvSource({
        "limit=0, limit",
        "limit=1001, limit",
        "limit=ten, limit",
        "limit=1&limit=2, limit",
        "what=1, what",
        "after=, after",
        "prefix=%zz, prefix"
    })
    void a_parameter_that_cannot_be_used_is_named(String query, String field) {
        assertThatThrownBy(() -> parameters("/api/v1/rooms", query))
                .isInstanceOfSatisfying(Problem.class, problem -> assertThat(
                                problem(problem).path("field").asText())
                        .isEqualTo(field));
    }

    private static JsonNode problem(Problem problem) {
        return Json.read(problem.answer().body());
    }

    private static JsonNode body(String method, String path, String json) {
        return find(method, path).body(json.getBytes(StandardCharsets.UTF_8), JSON);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "POST|/api/v1/rooms/r/messages|{\"txt\":\"x\",\"text\":\"y\"}|txt",
                "POST|/api/v1/rooms/r/messages|{\"text\":7}|text",
                "POST|/api/v1/rooms/r/messages|{\"text\":\"x\",\"key\":\"a b\"}|key",
                "POST|/api/v1/rooms/r/moderation|{\"action\":\"dance\"}|action",
                "POST|/api/v1/rooms/r/moderation|{\"action\":\"ban\",\"user\":\"u\",\"for\":0}|for",
                "POST|/api/v1/rooms/r/moderation|{}|action",
                "PUT|/api/v1/users/u/ban|{\"for\":\"1h\"}|for",
                "POST|/api/v1/rooms/r/messages|[]|body",
                "POST|/api/v1/rooms/r/messages|{\"text\":\"x\"|body",
                "POST|/api/v1/rooms/r/messages|{\"text\":\"x\",\"text\":\"y\"}|body",
                "POST|/api/v1/bans|[{\"user\":\"u\",\"till\":1}]|0/till"
            })
    void a_field_that_cannot_be_used_is_named(String method, String path, String json, String field) {
        assertThatThrownBy(() -> body(method, path, json)).isInstanceOfSatisfying(Problem.class, problem -> {
            assertThat(problem(problem).path("status").asInt()).isEqualTo(400);
            assertThat(problem(problem).path("field").asText()).isEqualTo(field);
            assertThat(problem(problem).path("detail").asText()).isNotBlank();
        });
    }

    @Test
    void a_body_is_json_or_not_there_where_it_may_be_left_out() {
        assertThat(body("PUT", "/api/v1/users/u/ban", "").isEmpty()).isTrue();
        assertThatThrownBy(() -> body("POST", "/api/v1/rooms/r/messages", "")).hasMessageContaining("needs a body");
        assertThatThrownBy(() -> body("POST", "/api/v1/drain", "{}")).hasMessageContaining("takes no body");
        assertThatThrownBy(() -> find("PUT", "/api/v1/users/u/ban").body("{}".getBytes(StandardCharsets.UTF_8), null))
                .hasMessageContaining("application/json");
    }

    @Test
    void data_keeps_its_digits() {
        JsonNode read = body("POST", "/api/v1/rooms/r/messages", "{\"data\":{\"n\":0.10000000000000000000001}}");
        assertThat(Json.text(read.get("data"))).isEqualTo("{\"n\":0.10000000000000000000001}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"action\":\"ban\"}|user",
                "{\"action\":\"slow\"}|seconds",
                "{\"action\":\"close\",\"user\":\"u\"}|user",
                "{\"action\":\"pin\"}|seq"
            })
    void an_act_has_the_fields_of_its_action_and_no_others(String json, String field) {
        JsonNode body = body("POST", "/api/v1/rooms/r/moderation", json);
        assertThatThrownBy(() -> ActBody.act(body)).isInstanceOfSatisfying(Problem.class, problem -> assertThat(
                        problem(problem).path("field").asText())
                .isEqualTo(field));
    }

    @Test
    void wrong_keys_make_an_address_wait_for_a_minute() throws Exception {
        long[] now = {0};
        WrongKeys wrong = new WrongKeys(() -> now[0]);
        var one = java.net.InetAddress.getByName("192.0.2.1");
        for (int i = 0; i < WrongKeys.MOST; i++) {
            assertThat(wrong.waitMillis(one)).isZero();
            wrong.wrong(one);
        }
        assertThat(wrong.waitMillis(one)).isBetween(59_000L, 60_001L);
        assertThat(wrong.waitMillis(java.net.InetAddress.getByName("192.0.2.2")))
                .isZero();
        now[0] = 60_000_000_001L;
        assertThat(wrong.waitMillis(one)).isZero();
    }
}
