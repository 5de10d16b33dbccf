package io.chatka.internal.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.chatka.internal.broker.Position;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CommandDecoderTest {
    private static final CommandId ONE = new CommandId("1", true);

    private final CommandDecoder decoder = new CommandDecoder(10, 64);

    @Test
    void a_command_of_each_type_is_read_with_all_its_fields() throws Exception {
        assertThat(decode("{'type':'say','id':1,'room':'lobby','text':'hi','data':{'a':[1,true]},'key':'k-1'}"))
                .isEqualTo(new ClientCommand.Say(ONE, "lobby", "hi", "{\"a\":[1,true]}", "k-1"));
        assertThat(decode("{'type':'join','id':1,'room':'lobby','since':{'epoch':'e','seq':7}}"))
                .isEqualTo(new ClientCommand.Join(ONE, "lobby", new Position("e", 7)));
        assertThat(decode("{'type':'history','id':1,'room':'lobby','after':7,'before':99,'limit':3}"))
                .isEqualTo(new ClientCommand.History(ONE, "lobby", 7, 99, false, 3));
        assertThat(decode("{'type':'leave','id':1,'room':'lobby'}")).isEqualTo(new ClientCommand.Leave(ONE, "lobby"));
        assertThat(decode("{'type':'hello','id':1,'name':'Ann','token':'t'}"))
                .isEqualTo(new ClientCommand.Hello(ONE, "Ann", "t", null));
        assertThat(decode("{'type':'members','id':1,'room':'lobby','after':'u7','limit':3}"))
                .isEqualTo(new ClientCommand.Members(ONE, "lobby", "u7", 3));
        assertThat(decode("{'type':'typing','id':1,'room':'lobby'}")).isEqualTo(new ClientCommand.Typing(ONE, "lobby"));
        assertThat(decode("{'type':'ping','id':1}")).isEqualTo(new ClientCommand.Ping(ONE));
    }

    @Test
    void a_token_is_in_no_text_of_its_command() {
        assertThat(new ClientCommand.Hello(ONE, "Ann", "secret", null).toString())
                .doesNotContain("secret");
    }

    @Test
    void a_message_of_a_program_is_checked_like_a_clients() throws Exception {
        assertThat(decoder.message("hi", " [1, 2.50]"))
                .isEqualTo(new ClientCommand.Say(null, null, "hi", "[1,2.50]", null));
        for (String noValue : new String[] {"", "{", "1 2", "\ud800", "[".repeat(40)}) {
            assertThatThrownBy(() -> decoder.message("hi", noValue)).isInstanceOf(ClientException.class);
        }
        assertThatThrownBy(() -> decoder.message("more than ten", null)).isInstanceOf(ClientException.class);
        assertThatThrownBy(() -> decoder.message(null, null)).isInstanceOf(ClientException.class);
    }

    @Test
    void what_may_be_left_out_is_null() throws Exception {
        assertThat(decode("{'type':'say','text':'hi'}")).isEqualTo(new ClientCommand.Say(null, null, "hi", null, null));
        assertThat(decode("{'type':'say','data':null}"))
                .isEqualTo(new ClientCommand.Say(null, null, null, "null", null));
        assertThat(decode("{'type':'join'}")).isEqualTo(new ClientCommand.Join(null, null, null));
        assertThat(decode("{'type':'history'}"))
                .isEqualTo(new ClientCommand.History(null, null, 0, Long.MAX_VALUE, true, 0));
        assertThat(decode("{'type':'history','before':9}"))
                .isEqualTo(new ClientCommand.History(null, null, 0, 9, true, 0));
        assertThat(decode("{'type':'history','after':9,'limit':99999999999}"))
                .isEqualTo(new ClientCommand.History(null, null, 9, Long.MAX_VALUE, false, Integer.MAX_VALUE));
        assertThat(decode("{'type':'members'}")).isEqualTo(new ClientCommand.Members(null, null, "", 0));
        assertThat(decode("{'type':'hello'}")).isEqualTo(new ClientCommand.Hello(null, null, null, null));
    }

    @Test
    void unknown_fields_are_skipped_whatever_they_hold() throws Exception {
        assertThat(decode("{'x':{'type':'say'},'type':'ping','y':[[1],{}],'id':1,'z':null}"))
                .isEqualTo(new ClientCommand.Ping(ONE));
        assertThat(decode("{'type':'join','since':{'x':{'seq':1},'seq':7,'epoch':'e'}}"))
                .isEqualTo(new ClientCommand.Join(null, null, new Position("e", 7)));
    }

    @Test
    void only_the_bytes_of_the_frame_are_read() throws Exception {
        byte[] around = utf8("xx{\"type\":\"ping\"}xx");
        assertThat(decoder.decode(around, 2, around.length - 4)).isEqualTo(new ClientCommand.Ping(null));
    }

    @Test
    void an_id_is_a_number_or_a_string_and_stays_what_it_was() throws Exception {
        assertThat(decode("{'type':'ping','id':-9223372036854775808}").id())
                .isEqualTo(new CommandId("-9223372036854775808", true));
        assertThat(decode("{'type':'ping','id':'1'}").id()).isEqualTo(new CommandId("1", false));
        assertThat(decode("{'type':'ping','id':''}").id()).isEqualTo(new CommandId("", false));
        String longest = "x".repeat(CommandId.MAX_LENGTH);
        assertThat(decode("{'type':'ping','id':'" + longest + "'}").id()).isEqualTo(new CommandId(longest, false));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1.0",
                "1E+400",
                "-0",
                "0.1234567890123456789012345",
                "12345678901234567890",
                "\"\\u0000\\\"\\\\\\n\"",
                "[[],{},[{\"a\":[]}]]",
                "{\"\":\"\"}"
            })
    void data_is_kept_as_it_was_written(String json) throws Exception {
        assertThat(decode("{\"type\":\"say\",\"data\":" + json + "}"))
                .isEqualTo(new ClientCommand.Say(null, null, null, json, null));
    }

    @Test
    void data_has_so_many_bytes_as_compact_json() throws Exception {
        assertThat(decode("{'type':'say','data': [ '" + "x".repeat(60) + "' ] }"))
                .isInstanceOf(ClientCommand.Say.class);
        assertThat(decode("{'type':'say','data':'" + "\\u00e9".repeat(31) + "'}"))
                .isInstanceOf(ClientCommand.Say.class);
        ClientException refused = refusal("{'type':'say','data':'" + "\u00e9".repeat(32) + "','id':1}");
        assertThat(refused.code()).isEqualTo(ErrorCode.TOO_LONG);
        assertThat(refused).hasMessage("\"data\" has 66 bytes; at most 64 are allowed");
        assertThat(refused.id()).isEqualTo(ONE);
    }

    @Test
    void the_bytes_of_a_say_are_those_of_its_frame() {
        assertThat(new ClientCommand.Say(null, null, "a\u00e9\u4e2d\ud83d\ude80", null, null).bytes())
                .isEqualTo(10);
        assertThat(new ClientCommand.Say(null, null, "\"\\\u000b", null, null).bytes())
                .isEqualTo(10);
        assertThat(new ClientCommand.Say(null, null, "a", "{\"a\":1}", null).bytes())
                .isEqualTo(8);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'key':''",
                "'key':7",
                "'key':'a b'",
                "'key':'Ж'",
                "'key':'{x}'",
                "'key':'01234567890123456789012345678901234567890123456789012345678901234'"
            })
    void a_key_is_of_few_and_plain_characters(String field) {
        ClientException refused = refusal("{'type':'say','text':'hi'," + field + "}");
        assertThat(refused.code()).isEqualTo(ErrorCode.BAD_FIELD);
        assertThat(refused).hasMessageContaining("\"key\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"'after':-1", "'before':'9'", "'limit':0", "'after':1.5", "'before':99999999999999999999"})
    void the_bounds_of_a_history_are_whole_numbers(String field) {
        ClientException refused = refusal("{'type':'history'," + field + "}");
        assertThat(refused.code()).isEqualTo(ErrorCode.BAD_FIELD);
        assertThat(refused).hasMessageContaining("whole number");
    }

    @Test
    void data_is_made_compact() throws Exception {
        assertThat(decode("{'type':'say','data': { 'a' : [ 1 , 2 ] } }"))
                .isEqualTo(new ClientCommand.Say(null, null, null, "{\"a\":[1,2]}", null));
    }

    @Test
    void a_name_is_normalized_and_a_room_has_to_be() throws Exception {
        assertThat(decode("{'type':'hello','name':'Zoe\u0308'}"))
                .isEqualTo(new ClientCommand.Hello(null, "Zo\u00eb", null, null));
        assertThat(refusal("{'type':'join','room':'Zoe\u0308'}").code()).isEqualTo(ErrorCode.BAD_ROOM);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "BAD_JSON     | {'type':'ping'",
                "BAD_JSON     | {'type':'ping'} x",
                "BAD_JSON     | {'type':'ping','type':'ping'}",
                "BAD_JSON     | {'type':'say','data':{'a':1,'a':2}}",
                "BAD_JSON     | {'type':'say','text':'\\ud800'}",
                "BAD_JSON     | {'type':'say','data':{'\\udc00':1}}",
                "BAD_JSON     | [1]",
                "BAD_JSON     | ^^",
                "BAD_FIELD    | {}",
                "BAD_FIELD    | {'type':null}",
                "BAD_FIELD    | {'type':'say'}",
                "BAD_FIELD    | {'type':'ping','id':1.5}",
                "BAD_FIELD    | {'type':'ping','id':9223372036854775808}",
                "BAD_FIELD    | {'type':'join','room':7}",
                "BAD_FIELD    | {'type':'hello','token':{}}",
                "BAD_FIELD    | {'type':'join','since':{'epoch':'e'}}",
                "BAD_FIELD    | {'type':'join','since':{'epoch':'e','seq':'1'}}",
                "BAD_FIELD    | {'type':'join','since':{'epoch':'e','seq':9223372036854775808}}",
                "UNKNOWN_TYPE | {'type':'dance'}",
                "BAD_ROOM     | {'type':'join','room':''}",
                "BAD_ROOM     | {'type':'say','room':'*','text':'hi'}",
                "BAD_NAME     | {'type':'hello','name':''}",
                "BAD_TEXT     | {'type':'say','text':''}",
                "TOO_LONG     | {'type':'say','text':'12345678901'}",
            })
    void what_is_no_command_is_refused_with_its_code(ErrorCode code, String frame) {
        ClientException refused = refusal(frame);
        assertThat(refused.code()).isEqualTo(code);
        assertThat(refused.id()).isNull();
        assertThat(refused.getMessage()).isNotBlank();
    }

    @Test
    void a_refusal_carries_the_id_wherever_it_stands() {
        assertThat(refusal("{'id':1,'type':'dance'}").id()).isEqualTo(ONE);
        assertThat(refusal("{'type':'say','text':7,'id':1}").id()).isEqualTo(ONE);
        assertThat(refusal("{'type':'say','text':{'id':2},'id':1}").id()).isEqualTo(ONE);
        assertThat(refusal("{'id':1,'type':'ping'").id()).isEqualTo(ONE);
    }

    @Test
    void the_first_fault_is_the_one_that_is_told() {
        assertThat(refusal("{'text':7,'room':8,'type':'say'}").getMessage()).contains("\"text\"");
    }

    @Test
    void what_is_no_JSON_is_said_to_be_that_and_nothing_else() {
        assertThat(refusal("{'text':7,").code()).isEqualTo(ErrorCode.BAD_JSON);
    }

    @Test
    void a_refusal_repeats_nothing_that_could_do_harm() {
        assertThat(refusal("{'type':'\\u001b[31m<script>\\u202e'}").getMessage())
                .contains("\"??31m?script??\"")
                .matches("\\p{ASCII}*");
        assertThat(refusal("{'type':'" + "x".repeat(10_000) + "'}").getMessage())
                .hasSizeLessThan(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"[", "{\"x\":"})
    void depth_costs_no_stack(String open) {
        assertThat(refusal("{\"type\":\"say\",\"data\":" + open.repeat(10_000)).code())
                .isEqualTo(ErrorCode.BAD_JSON);
        assertThat(refusal("{\"type\":\"say\",\"x\":" + open.repeat(10_000)).code())
                .isEqualTo(ErrorCode.BAD_JSON);
    }

    @Test
    void only_UTF_8_is_read() {
        for (var charset : new java.nio.charset.Charset[] {
            StandardCharsets.UTF_16BE, StandardCharsets.UTF_16LE, java.nio.charset.Charset.forName("UTF-32BE")
        }) {
            byte[] bytes = "{\"type\":\"ping\"}".getBytes(charset);
            assertThatThrownBy(() -> decoder.decode(bytes, 0, bytes.length)).isInstanceOf(ClientException.class);
        }
    }

    @Test
    void damaged_frames_are_commands_or_refused_and_nothing_else() {
        Random random = new Random(7);
        String[] good = {
            "{\"type\":\"say\",\"id\":12,\"room\":\"lobby\",\"text\":\"hi\",\"data\":{\"a\":[1.5e3,true,null]}}",
            "{\"type\":\"join\",\"id\":\"x\",\"since\":{\"epoch\":\"e\",\"seq\":7}}",
            "{\"type\":\"hello\",\"name\":\"Zo\u00eb\",\"token\":\"\\ud83d\\ude80\"}"
        };
        int commands = 0;
        for (int round = 0; round < 20_000; round++) {
            byte[] frame = utf8(good[round % good.length]);
            for (int damages = 1 + random.nextInt(3); damages > 0; damages--) {
                int at = random.nextInt(frame.length);
                // Parts of other frames, so that the result is often nearly valid.
                frame[at] = utf8(good[random.nextInt(good.length)])[random.nextInt(40)];
            }
            String text = new String(frame, StandardCharsets.UTF_8);
            byte[] valid = utf8(text);
            try {
                decoder.decode(valid, 0, valid.length);
                commands++;
            } catch (ClientException refused) {
                assertThat(refused.getMessage()).as(text).doesNotContainPattern("[\\x00-\\x1f]");
            }
        }
        assertThat(commands).isBetween(100, 19_900);
    }

    private ClientException refusal(String frame) {
        return catchThrowableOfType(ClientException.class, () -> decode(frame));
    }

    /** @param frame may have single quotes for double ones */
    private ClientCommand decode(String frame) throws ClientException {
        byte[] utf8 = utf8(frame.replace('\'', '"'));
        return decoder.decode(utf8, 0, utf8.length);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
