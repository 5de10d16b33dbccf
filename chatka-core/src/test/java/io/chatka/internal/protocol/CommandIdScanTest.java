package io.chatka.internal.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The examples may have single quotes for double ones. */
class CommandIdScanTest {
    private static final CommandId SEVEN = new CommandId("7", true);

    private final CommandDecoder decoder = new CommandDecoder(10, 8_192);

    /** Frames that are refused, each as the fields of an object. */
    static List<String> refused() {
        return List.of(
                "'type':'say','data':" + "[".repeat(33) + "]".repeat(33),
                "'type':'say','data':" + "{'a':".repeat(40) + "1" + "}".repeat(40),
                "'type':'say','data':{'" + "x".repeat(257) + "':1}",
                "'type':'say','" + "x".repeat(300) + "':1",
                "'type':'say','data':" + "1".repeat(65),
                "'type':'say','data':1.0e" + "1".repeat(65),
                "'type':'say','data':{'a':1,'a':2}",
                "'type':'say','type':'say'",
                "'type':'say','text':'a','text':'b'",
                "'type':'say','text':7",
                "'type':'say','text':{'id':8}",
                "'type':['say','id',8]",
                "'type':'say','text':'\\ud800'",
                "'type':'say','data':{'\\udc00':1}",
                "'type':'say','text':'\\x41'",
                "'type':'say','text':'\\u12'",
                "'type':'say','text':'one\ntwo'",
                "'type':'say','text':'nul\0'",
                "'type':'say','text':'he said 'hi' to me'",
                "'type':'say','text':'12345678901'",
                "'type':'say','text':''",
                "'type':'say','text':'hi','key':'a b'",
                "'type':'say','data':NaN",
                "'type':'say','data':-Infinity",
                "'type':'say','data':undefined",
                "'type':'say','data':01",
                "'type':'say','data':.5",
                "'type':'say','data':[1,]",
                "'type':'say','data':tru",
                "'type':'say','data':0x10",
                "'type' 'say'",
                "'type':'dance'",
                "'type':'join','room':'*'",
                "'type':'join','room':7",
                "'type':'join','since':{'id':8}",
                "'type':'hello','name':''",
                "'type':'history','limit':0",
                "type:'say'",
                "'a':'id'");
    }

    static Stream<String> framesWithAnIdSomewhere() {
        return refused().stream()
                .flatMap(fields -> Stream.of(
                        "{" + fields + ",'id':7}",
                        "{'id':7," + fields + "}",
                        " { 'x' : [ ] , " + fields + " ,\n 'id' : 7 } ",
                        "{" + fields + ",'\\u0069d':7,'y':{'id':9}}",
                        "\ufeff{" + fields + ",'id':7}",
                        "{" + fields + ",'id':7,'z':'never ends",
                        "{" + fields + ",'id':7 } trailing",
                        "{" + fields + ",'id':7 'no':'comma'}"));
    }

    @ParameterizedTest
    @MethodSource("framesWithAnIdSomewhere")
    void whatever_is_refused_is_refused_by_its_id(String frame) {
        assertThat(refusal(frame).id()).isEqualTo(SEVEN);
    }

    @Test
    void depth_costs_no_stack() {
        for (String open : List.of("[", "{'x':")) {
            String deep = open.repeat(10_000);
            assertThat(refusal("{'type':'say','data':" + deep + "1" + (open.equals("[") ? "]" : "}").repeat(10_000)
                                    + ",'id':7}")
                            .id())
                    .isEqualTo(SEVEN);
            assertThat(refusal("{'type':'say','data':" + deep).id()).isNull();
        }
    }

    @Test
    void a_string_stays_what_it_was() {
        assertThat(find("{,'id':'a-1'")).isEqualTo(new CommandId("a-1", false));
        assertThat(find("{,'id':'\\ud83d\\ude80\\n\\\"\\/'}")).isEqualTo(new CommandId("\ud83d\ude80\n\"/", false));
        assertThat(find("{,'id':'\u0436\u4e2d'}")).isEqualTo(new CommandId("\u0436\u4e2d", false));
        assertThat(find("{,'id':''}")).isEqualTo(new CommandId("", false));
        assertThat(find("{,'id':'" + "\\u0078".repeat(64) + "'}")).isEqualTo(new CommandId("x".repeat(64), false));
        assertThat(find("{,'id':-9223372036854775808}")).isEqualTo(new CommandId("-9223372036854775808", true));
    }

    @Test
    void of_two_the_first_that_can_be_one_counts() {
        assertThat(find("{'id':7,'id':8}")).isEqualTo(SEVEN);
        assertThat(find("{'id':{'id':9},'id':7}")).isEqualTo(SEVEN);
        assertThat(find("{'id':'id','id':7}")).isEqualTo(new CommandId("id", false));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "{'id",
                "{'id'",
                "{'id':",
                "{'id':7",
                "{'id':'7",
                "{'id':'7\\",
                "{'id':'7\\'}",
                "{'id':1.5}",
                "{'id':1e3}",
                "{'id':007}",
                "{'id':--7}",
                "{'id':-}",
                "{'id':9223372036854775808}",
                "{'id':00000000000000000000007}",
                "{'id':null}",
                "{'id':[7]}",
                "{'id':{'id':7}}",
                "{'id':'\\ud800'}",
                "{'id':'\\u12'}",
                "{'id':'\\x'}",
                "{'id':'a\nb'}",
                "{'id':'01234567890123456789012345678901234567890123456789012345678901234'}",
                "{'x':{'id':7}}",
                "{'x':['id',7]}",
                "{'x':'id':7}",
                "{'text':'\\'id\\':7'}",
                "{'text':''id\\':7}",
                "{'ID':7}",
                "{'i\\u0064x':7}",
                "{'x':1},'id':7}",
                "{'x':1}{'id':7}",
                "[{'id':7}]",
                "'id':7",
                "7"
            })
    void what_is_none_or_not_whole_or_not_the_frames_own_is_not_taken_for_one(String frame) {
        assertThat(find(frame)).isNull();
    }

    @Test
    void only_the_bytes_of_the_frame_are_read() {
        byte[] around = utf8("{'id':1,{,'id':7},'id':2}");
        assertThat(CommandIdScan.find(around, 8, 9)).isEqualTo(SEVEN);
        assertThat(CommandIdScan.find(around, 8, 7)).isNull();
    }

    private ClientException refusal(String frame) {
        byte[] utf8 = utf8(frame);
        return catchThrowableOfType(ClientException.class, () -> decoder.decode(utf8, 0, utf8.length));
    }

    private static CommandId find(String frame) {
        byte[] utf8 = utf8(frame);
        return CommandIdScan.find(utf8, 0, utf8.length);
    }

    private static byte[] utf8(String frame) {
        return frame.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    }
}
