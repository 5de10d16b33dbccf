package io.chatka.internal.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.chatka.internal.protocol.CloseCode;
import io.chatka.internal.protocol.ErrorCode;
import io.chatka.testing.BesideControl;
import io.chatka.testing.Catalogued;
import io.chatka.testing.ChatClient;
import io.chatka.testing.HttpAnswer;
import io.chatka.testing.RawWebSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Commands, names and texts that nobody should send. Each is answered by an error on a socket that survives. */
class HostileInputIT extends BesideControl {

    /**
     * @param row of docs/hostile-input.md
     * @param frame a text frame that is answered by an error of this code and by nothing else
     */
    record Case(int row, String what, String frame, ErrorCode code) {
        @Override
        public String toString() {
            return row + ": " + what;
        }
    }

    static Stream<Case> json() {
        String deep = "[".repeat(10_000) + "]".repeat(10_000);
        String digits = "1".repeat(10_000);
        return Stream.of(
                json(39, "nothing at all", ""),
                json(39, "truncated in the object", "{\"type\":\"say\",\"text\":\"hi\""),
                json(39, "truncated in a name", "{\"type\":\"say\",\"te"),
                json(39, "truncated in a string", "{\"type\":\"say\",\"text\":\"hi"),
                json(39, "truncated in an escape", "{\"type\":\"say\",\"text\":\"\\u00"),
                json(39, "truncated in data", "{\"type\":\"say\",\"data\":[1,{\"a\":"),
                json(40, "nested deep in data", "{\"type\":\"say\",\"data\":" + deep + "}"),
                json(40, "nested deep in an unknown field", "{\"type\":\"ping\",\"x\":" + deep + "}"),
                json(40, "nested deep in an id", "{\"type\":\"ping\",\"id\":" + deep + "}"),
                json(40, "nested deep instead of an object", deep),
                json(40, "objects nested deep", "{\"x\":".repeat(5_000) + "1" + "}".repeat(5_000)),
                json(41, "a long number as id", "{\"type\":\"ping\",\"id\":" + digits + "}"),
                json(41, "a long number as data", "{\"type\":\"say\",\"data\":" + digits + "}"),
                json(41, "a long fraction as data", "{\"type\":\"say\",\"data\":0." + digits + "}"),
                json(41, "a long exponent as data", "{\"type\":\"say\",\"data\":1e" + digits + "}"),
                json(41, "a long number in an unknown field", "{\"type\":\"ping\",\"x\":" + digits + "}"),
                json(41, "a long name", "{\"type\":\"ping\",\"" + "x".repeat(10_000) + "\":1}"),
                json(42, "a field twice", "{\"type\":\"say\",\"text\":\"a\",\"text\":\"b\"}"),
                json(42, "a field twice, once escaped", "{\"type\":\"say\",\"text\":\"a\",\"te\\u0078t\":\"b\"}"),
                json(42, "the type twice", "{\"type\":\"ping\",\"type\":\"ping\"}"),
                json(42, "a field of data twice", "{\"type\":\"say\",\"data\":{\"a\":1,\"a\":2}}"),
                json(42, "an unknown field twice", "{\"type\":\"ping\",\"x\":1,\"x\":2}"),
                json(43, "a word after the object", "{\"type\":\"ping\"}x"),
                json(43, "two objects", "{\"type\":\"ping\"}{\"type\":\"ping\"}"),
                json(43, "a comma after the object", "{\"type\":\"ping\"},"),
                json(43, "a brace too many", "{\"type\":\"ping\"}}"),
                json(44, "an array", "[1,2]"),
                json(44, "null", "null"),
                json(44, "a string", "\"x\""),
                json(44, "a number", "1"),
                json(47, "half a surrogate pair in text", "{\"type\":\"say\",\"text\":\"\\uD800\"}"),
                json(47, "half a pair at the end of text", "{\"type\":\"say\",\"text\":\"a\\ud800\"}"),
                json(47, "a pair the wrong way round", "{\"type\":\"say\",\"text\":\"\\udc00\\ud800\"}"),
                json(47, "half a pair in data", "{\"type\":\"say\",\"data\":[\"\\ud800x\"]}"),
                json(47, "half a pair in a name of data", "{\"type\":\"say\",\"data\":{\"\\udc00\":1}}"),
                json(47, "half a pair in an id", "{\"type\":\"ping\",\"id\":\"\\ud800\"}"),
                json(47, "half a pair in a room", "{\"type\":\"join\",\"room\":\"\\ud800\"}"),
                json(39, "single quotes", "{'type':'ping'}"),
                json(39, "a comment", "{\"type\":\"ping\"/*x*/}"),
                json(39, "a comma before the end", "{\"type\":\"ping\",}"),
                json(39, "NaN", "{\"type\":\"say\",\"data\":NaN}"),
                json(39, "a raw line end in a string", "{\"type\":\"say\",\"text\":\"a\nb\"}"),
                json(39, "UTF-16 that happens to be UTF-8", utf16("{\"type\":\"ping\",\"id\":1}")));
    }

    private static Case json(int row, String what, String frame) {
        return new Case(row, what, frame, ErrorCode.BAD_JSON);
    }

    private static String utf16(String ascii) {
        StringBuilder text = new StringBuilder();
        ascii.chars().forEach(c -> text.append('\0').append((char) c));
        return text.toString();
    }

    static Stream<Case> fields() {
        return Stream.of(
                new Case(45, "an unknown type", "{\"type\":\"dance\"}", ErrorCode.UNKNOWN_TYPE),
                new Case(45, "a type in capitals", "{\"type\":\"SAY\",\"text\":\"hi\"}", ErrorCode.UNKNOWN_TYPE),
                new Case(45, "an empty type", "{\"type\":\"\"}", ErrorCode.UNKNOWN_TYPE),
                new Case(45, "a type of the server's", "{\"type\":\"welcome\"}", ErrorCode.UNKNOWN_TYPE),
                new Case(45, "no type", "{\"text\":\"hi\"}", ErrorCode.BAD_FIELD),
                new Case(45, "a number as type", "{\"type\":5}", ErrorCode.BAD_FIELD),
                new Case(45, "an object as type", "{\"type\":{\"a\":[1]}}", ErrorCode.BAD_FIELD),
                new Case(46, "true as id", "{\"type\":\"ping\",\"id\":true}", ErrorCode.BAD_FIELD),
                new Case(46, "null as id", "{\"type\":\"ping\",\"id\":null}", ErrorCode.BAD_FIELD),
                new Case(46, "a fraction as id", "{\"type\":\"ping\",\"id\":1.5}", ErrorCode.BAD_FIELD),
                new Case(46, "an object as id", "{\"type\":\"ping\",\"id\":{}}", ErrorCode.BAD_FIELD),
                new Case(46, "an array as id", "{\"type\":\"ping\",\"id\":[1]}", ErrorCode.BAD_FIELD),
                new Case(46, "65 characters as id", id("x".repeat(65)), ErrorCode.BAD_FIELD),
                new Case(46, "2^63 as id", "{\"type\":\"ping\",\"id\":9223372036854775808}", ErrorCode.BAD_FIELD),
                new Case(46, "a number as text", "{\"type\":\"say\",\"text\":1}", ErrorCode.BAD_FIELD),
                new Case(46, "neither text nor data", "{\"type\":\"say\"}", ErrorCode.BAD_FIELD),
                new Case(55, "a seq below 0", since("{\"epoch\":\"x\",\"seq\":-1}"), ErrorCode.BAD_FIELD),
                new Case(55, "no epoch", since("{\"seq\":1}"), ErrorCode.BAD_FIELD),
                new Case(55, "a string as since", since("\"x\""), ErrorCode.BAD_FIELD),
                new Case(54, "a say to a room not joined", say("elsewhere"), ErrorCode.NOT_JOINED),
                new Case(54, "a leave of a room not joined", room("leave", "elsewhere"), ErrorCode.NOT_JOINED),
                new Case(52, "a second hello", "{\"type\":\"hello\",\"token\":\"t\"}", ErrorCode.ALREADY_IDENTIFIED));
    }

    private static String id(String id) {
        return "{\"type\":\"ping\",\"id\":\"" + id + "\"}";
    }

    private static String since(String since) {
        return "{\"type\":\"join\",\"room\":\"x\",\"since\":" + since + "}";
    }

    private static String say(String room) {
        return "{\"type\":\"say\",\"text\":\"hi\",\"room\":\"" + room + "\"}";
    }

    /** @param name that no room may have */
    record RoomName(int row, String name) {}

    static final List<RoomName> ROOMS = Stream.of(
                    names(63, "*", "?", "[a]", "a*"),
                    names(64, "a\r\nb", "a\rb", "a\nb", "a\0", "a b", " ", "a\u00a0b"),
                    names(65, "{x}", "a{x}b", "__keyspace@0__:x"),
                    // The last one has 3 bytes for each character.
                    names(66, "", "x".repeat(129), "\u4e2d".repeat(43)),
                    // The last one is two code points for what is one in form C.
                    names(67, "a/b", "..\\..", "\u202eabc", "a\u200bb", "\u0301a", "cafe\u0301"))
            .flatMap(List::stream)
            .toList();

    private static List<RoomName> names(int row, String... names) {
        return Stream.of(names).map(name -> new RoomName(row, name)).toList();
    }

    static Stream<Case> rooms() {
        return ROOMS.stream()
                .map(room -> new Case(
                        room.row, "room " + printable(room.name), room("join", room.name), ErrorCode.BAD_ROOM));
    }

    static Stream<Case> texts() {
        return Stream.of(
                new Case(71, "no text", text(""), ErrorCode.BAD_TEXT),
                new Case(71, "NUL in text", text("a\0b"), ErrorCode.BAD_TEXT),
                new Case(71, "an ANSI escape in text", text("\u001b[31mred"), ErrorCode.BAD_TEXT),
                new Case(71, "a C1 control in text", text("a\u009bb"), ErrorCode.BAD_TEXT),
                new Case(69, "5 combining marks in text", text("a\u0300\u0301\u0302\u0303\u0304"), ErrorCode.BAD_TEXT),
                new Case(
                        66,
                        "much data",
                        "{\"type\":\"say\",\"data\":\"" + "x".repeat(8_191) + "\"}",
                        ErrorCode.TOO_LONG),
                new Case(66, "a long text", text("x".repeat(2_001)), ErrorCode.TOO_LONG));
    }

    private static String room(String type, String name) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("type", type)
                .put("room", name)
                .toString();
    }

    private static String text(String text) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("type", "say")
                .put("text", text)
                .toString();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource({"json", "fields", "rooms", "texts"})
    void a_bad_command_is_answered_by_one_error(Case bad) throws Exception {
        try (RawWebSocket web = inNewRoom()) {
            web.text(bad.frame);
            JsonNode error = web.read("error");
            assertThat(error.path("code").asText()).isEqualTo(bad.code.wireName());
            assertThat(error.path("message").asText()).isNotEmpty().matches("\\P{Cntrl}*");
            assertThat(error.has("id")).isFalse();
            assertThat(error.has("retryAfter")).isFalse();
            assertAlive(web);
        }
    }

    static Stream<String> names() {
        return Stream.of(
                "",
                " Ann",
                "Ann ",
                "Ann  Lee",
                "Ann\u00a0Lee",
                "\u202eAnn",
                "A\u2066nn",
                "A\u200bnn",
                "A\u200dnn",
                "A\u200cnn",
                "\u0301Ann",
                "A\ufe0fnn",
                "A\ufeffnn",
                "A\u00adnn",
                "A\u2800nn",
                "A\u3164nn",
                "A\r\nnn",
                "A\tnn",
                "A\u001b[31mnn",
                "A\u009b31mnn",
                "A\u2028nn",
                "A\ue000nn",
                "a\u0300\u0301\u0302\u0303\u0304\u0305",
                "x".repeat(33));
    }

    @Catalogued({67, 69, 71})
    @ParameterizedTest(name = "name {index}")
    @MethodSource("names")
    void a_bad_name_is_refused_in_a_hello_and_in_a_handshake(String name) throws Exception {
        try (RawWebSocket web = RawWebSocket.open(server.port(), "/ws")) {
            web.text(JsonNodeFactory.instance
                    .objectNode()
                    .put("type", "hello")
                    .put("name", name)
                    .toString());
            assertThat(web.read("error").path("code").asText()).isEqualTo("bad_name");
            // No session was opened, so that a better name may follow.
            web.text("{\"type\":\"hello\",\"name\":\"Ann\"}");
            assertThat(web.read("welcome").path("user").path("name").asText()).isEqualTo("Ann");
            assertAlive(web);
        }
        try (RawWebSocket web = RawWebSocket.socket(server.port())) {
            web.send(RawWebSocket.handshake("/ws?name=" + percentEncoded(name)));
            HttpAnswer answer = web.answer();
            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.json().path("code").asText()).isEqualTo("bad_name");
        }
    }

    private static String percentEncoded(String text) {
        return java.net.URLEncoder.encode(text, java.nio.charset.StandardCharsets.UTF_8);
    }

    private static String printable(String text) {
        StringBuilder printable = new StringBuilder("\"");
        text.chars().limit(20).forEach(c -> {
            if (c >= ' ' && c < 0x7F) {
                printable.append((char) c);
            } else {
                printable.append(String.format("<%04X>", c));
            }
        });
        return printable.append("\" of ").append(text.length()).toString();
    }

    @Catalogued(66)
    @Test
    void the_longest_of_everything_is_accepted() throws Exception {
        try (RawWebSocket web = inNewRoom()) {
            web.text(text("x".repeat(2_000)));
            assertThat(web.read("message").path("text").asText()).hasSize(2_000);
            // Characters are counted, not halves of them.
            web.text(text("\ud83d\ude80".repeat(2_000)));
            assertThat(web.read("message").path("text").asText()).hasSize(4_000);
            String longest = "\u4e2d".repeat(42) + "xy";
            web.text(room("join", longest));
            assertThat(web.read("joined").path("room").asText()).isEqualTo(longest);
            web.text(id("x".repeat(64)));
            assertThat(web.read("pong").path("id").asText()).hasSize(64);
            web.text("{\"type\":\"ping\",\"id\":-9223372036854775808}");
            assertThat(web.read("pong").path("id").asLong()).isEqualTo(Long.MIN_VALUE);
        }
    }

    @Test
    void data_is_passed_on_as_it_is() throws Exception {
        try (RawWebSocket web = inNewRoom()) {
            for (String data : List.of(
                    "null",
                    "true",
                    "[1,-0,2.50,1E+400,0.1234567890123456789012345]",
                    "{\"a\":{\"b\":[]},\"\\u0000\":\"\\u2028\\n\\\"\"}")) {
                web.send(RawWebSocket.frame(
                        RawWebSocket.FIN | RawWebSocket.TEXT,
                        ("{\"type\":\"say\",\"data\":" + data + "}")
                                .getBytes(java.nio.charset.StandardCharsets.UTF_8)));
                String frame = new String(web.read().payload(), java.nio.charset.StandardCharsets.UTF_8);
                assertThat(frame).contains("\"data\":" + data.replace("\\u2028", "\u2028") + "}");
            }
        }
    }

    @Catalogued(48)
    @Test
    void names_of_prototypes_are_inert() throws Exception {
        try (RawWebSocket web = inNewRoom()) {
            web.text(
                    "{\"type\":\"say\",\"text\":\"hi\",\"__proto__\":{\"role\":\"admin\"},"
                            + "\"constructor\":{\"prototype\":{\"role\":\"admin\"}},\"role\":\"admin\",\"from\":{\"role\":\"admin\"}}");
            JsonNode message = web.read("message");
            assertThat(message.fieldNames()).toIterable().containsExactly("type", "seq", "at", "room", "from", "text");
            assertThat(message.path("from").path("role").asText()).isEqualTo("guest");
            // As data it is the client's own business, and passed on.
            web.text("{\"type\":\"say\",\"data\":{\"__proto__\":{\"a\":1}}}");
            assertThat(web.read("message").path("data").toString()).isEqualTo("{\"__proto__\":{\"a\":1}}");
        }
    }

    @Catalogued(49)
    @Test
    void a_hundred_errors_in_a_row_close_the_socket() throws Exception {
        try (RawWebSocket web = inNewRoom()) {
            for (int i = 1; i < 100; i++) {
                web.text("{\"type\":\"dance\"}");
                web.read("error");
            }
            web.text("{\"type\":\"dance\"}");
            JsonNode bye = web.read("bye");
            assertThat(bye.path("code").asInt()).isEqualTo(1008);
            assertThat(bye.path("reconnect").isBoolean()).isTrue();
            assertThat(web.closeCode()).isEqualTo(CloseCode.TOO_MANY_ERRORS.number());
        }
    }

    static Stream<String> successes() {
        return Stream.of(
                "{\"type\":\"ping\",\"id\":1}",
                "{\"type\":\"say\",\"id\":1,\"text\":\"hi\"}",
                "{\"type\":\"join\",\"id\":1}",
                "{\"type\":\"join\",\"id\":1,\"room\":\"another\"}",
                "{\"type\":\"leave\",\"id\":1}");
    }

    @Catalogued(49)
    @ParameterizedTest
    @MethodSource("successes")
    void errors_that_something_good_stands_between_are_not_in_a_row(String good) throws Exception {
        try (ChatClient client = ChatClient.connect(server.uri("/ws/" + newRoom()))) {
            client.next("joined");
            for (int i = 1; i < 100; i++) {
                client.send("{\"type\":\"dance\"}");
                client.next("error");
            }
            assertThat(client.ask(good).path("type").asText()).isNotEqualTo("error");
            client.send("{\"type\":\"dance\"}");
            client.next("error");
            assertThat(client.ask("{\"type\":\"ping\",\"id\":2}").path("type").asText())
                    .isEqualTo("pong");
        }
    }

    @Test
    void an_error_says_which_command_it_answers_wherever_the_id_stands() throws Exception {
        try (RawWebSocket web = inNewRoom()) {
            for (String bad : List.of(
                    "{\"id\":7,\"type\":\"say\",\"text\":5}",
                    "{\"type\":\"say\",\"text\":5,\"id\":7}",
                    "{\"type\":\"say\",\"text\":{\"a\":[1]},\"id\":7}",
                    "{\"type\":\"say\",\"text\":\"\\ud800\",\"id\":7}",
                    "{\"type\":\"join\",\"since\":[{}],\"id\":7}",
                    "{\"type\":\"say\",\"data\":[\"\\ud800\"],\"id\":7}")) {
                web.text(bad);
                assertThat(web.read("error").path("id").asInt()).as(bad).isEqualTo(7);
            }
            assertAlive(web);
        }
    }

    @Catalogued(53)
    @Test
    void a_second_join_is_no_error_and_makes_no_second_member() throws Exception {
        String room = newRoom();
        try (RawWebSocket web = RawWebSocket.open(server.port(), "/ws/" + room)) {
            web.read("welcome");
            web.read("joined");
            web.text("{\"type\":\"join\",\"id\":1}");
            assertThat(web.read().json().toString()).isEqualTo("{\"type\":\"ok\",\"id\":1}");
            try (ChatClient other = ChatClient.connect(server.uri("/ws/" + room))) {
                assertThat(other.next("joined").path("members").asInt()).isEqualTo(2);
                assertThat(web.read("presence").path("members").asInt()).isEqualTo(2);
                other.send("{\"type\":\"say\",\"text\":\"once\"}");
                assertThat(web.read("message").path("text").asText()).isEqualTo("once");
                assertAlive(web);
            }
        }
    }

    @Catalogued(55)
    @Test
    void a_position_that_nobody_can_have_seen_is_not_recovered() throws Exception {
        String room = newRoom();
        try (RawWebSocket web = RawWebSocket.open(server.port(), "/ws/" + room)) {
            web.read("welcome");
            String epoch = web.read("joined").path("epoch").asText();
            web.text("{\"type\":\"say\",\"text\":\"one\"}");
            web.read("message");
            for (String since : List.of(
                    "{\"epoch\":\"" + epoch + "\",\"seq\":2}",
                    "{\"epoch\":\"" + epoch + "\",\"seq\":9223372036854775807}",
                    "{\"epoch\":\"forged\",\"seq\":1}",
                    "{\"epoch\":\"\",\"seq\":1}")) {
                web.text("{\"type\":\"leave\",\"id\":1}");
                web.read("ok");
                web.text("{\"type\":\"join\",\"since\":" + since + "}");
                JsonNode joined = web.read("joined");
                assertThat(joined.path("recovered").asBoolean()).as(since).isFalse();
                assertThat(joined.path("epoch").asText()).isEqualTo(epoch);
                assertThat(joined.path("seq").asLong()).isEqualTo(1);
            }
        }
    }

    @Catalogued(70)
    @Test
    void markup_in_a_name_or_a_text_stays_text() throws Exception {
        String markup = "<img src=x onerror=alert(1)>";
        try (RawWebSocket web =
                RawWebSocket.open(server.port(), "/ws/" + newRoom() + "?name=" + percentEncoded(markup))) {
            assertThat(web.read("welcome").path("user").path("name").asText()).isEqualTo(markup);
            web.read("joined");
            web.text(text(markup));
            JsonNode message = web.read("message");
            assertThat(message.path("from").path("name").asText()).isEqualTo(markup);
            assertThat(message.path("text").asText()).isEqualTo(markup);
        }
    }

    @Catalogued(70)
    @Test
    void the_page_has_no_way_to_make_markup_of_a_text() throws Exception {
        HttpResponse<String> page = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + "/"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        assertThat(page.headers().firstValue("content-security-policy").orElseThrow())
                .contains("default-src 'none'", "script-src 'self'", "require-trusted-types-for 'script'")
                .doesNotContain("unsafe");
        for (Path directory : List.of(Path.of("../chatka-server/src/main/resources/web"), Path.of("../clients/js"))) {
            try (Stream<Path> files = Files.list(directory)) {
                for (Path file :
                        files.filter(name -> name.toString().endsWith(".js")).toList()) {
                    assertThat(Files.readString(file))
                            .as("%s", file)
                            .doesNotContain("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write")
                            .doesNotContainPattern("\\beval\\(|\\bnew Function\\(");
                }
            }
        }
    }
}
