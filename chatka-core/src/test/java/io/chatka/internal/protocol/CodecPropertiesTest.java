package io.chatka.internal.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.chatka.api.User;
import io.chatka.internal.broker.Position;
import io.chatka.internal.broker.Publication;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.LongRange;

/** The server reads what a client writes, and a client reads what the server writes. */
class CodecPropertiesTest {
    private static final JsonFactory JSON = new JsonFactory();
    private static final CommandDecoder DECODER = new CommandDecoder(2_000, 8_192);

    /** Every character that may follow a letter. */
    private static final int[] SAYABLE = IntStream.rangeClosed(1, Character.MAX_CODE_POINT)
            .filter(c -> c < Character.MIN_SURROGATE || c > Character.MAX_SURROGATE)
            .filter(c -> maySay("a" + Character.toString(c)))
            .toArray();

    @Provide
    Arbitrary<String> rooms() {
        return Arbitraries.strings()
                .withCharRange('a', 'z')
                .withChars("0-_.:\u4e2d\u00e9")
                .ofMinLength(1)
                .ofMaxLength(40);
    }

    /**
     * Texts of all characters that {@link MessageTexts} accepts, with as many marks in a row as it
     * accepts.
     */
    @Provide
    Arbitrary<String> texts() {
        return Arbitraries.integers()
                .between(0, SAYABLE.length - 1)
                .map(index -> SAYABLE[index])
                .list()
                .ofMinSize(1)
                .ofMaxSize(60)
                .map(characters -> {
                    StringBuilder text = new StringBuilder();
                    characters.forEach(text::appendCodePoint);
                    return text.toString();
                });
    }

    @Provide
    Arbitrary<String> keys() {
        return Arbitraries.strings()
                .alpha()
                .numeric()
                .withChars("._-:")
                .ofMinLength(1)
                .ofMaxLength(64);
    }

    @Provide
    Arbitrary<CommandId> ids() {
        return Arbitraries.oneOf(
                Arbitraries.longs().map(number -> new CommandId(Long.toString(number), true)),
                Arbitraries.strings()
                        .ascii()
                        .ofMaxLength(CommandId.MAX_LENGTH)
                        .map(text -> new CommandId(text, false)));
    }

    @Property
    void a_say_is_read_as_it_was_written(
            @ForAll("rooms") String room,
            @ForAll("texts") String text,
            @ForAll("keys") String key,
            @ForAll("ids") CommandId id)
            throws Exception {
        Assume.that(maySay(text));
        ClientCommand command = decode(json -> {
            json.writeStringField("type", "say");
            id(json, id);
            json.writeStringField("room", room);
            json.writeStringField("text", text);
            json.writeStringField("key", key);
        });
        assertThat(command).isEqualTo(new ClientCommand.Say(id, room, text, null, key));
    }

    @Property
    void the_scan_for_an_id_finds_what_the_parser_finds(
            @ForAll("ids") CommandId id, @ForAll("texts") String text, @ForAll("keys") String name) throws Exception {
        byte[] frame = utf8(write(json -> {
            json.writeStringField("x" + text, text);
            json.writeObjectFieldStart("o" + name);
            json.writeStringField("id", name);
            json.writeEndObject();
            id(json, id);
            json.writeStringField("z", text);
        }));
        assertThat(CommandIdScan.find(frame, 0, frame.length)).isEqualTo(id);
    }

    @Property
    void a_join_is_read_as_it_was_written(
            @ForAll("rooms") String room, @ForAll("ids") CommandId id, @ForAll @LongRange(min = 0) long seq)
            throws Exception {
        ClientCommand command = decode(json -> {
            json.writeObjectFieldStart("since");
            json.writeNumberField("seq", seq);
            json.writeStringField("epoch", room);
            json.writeEndObject();
            json.writeStringField("room", room);
            id(json, id);
            json.writeStringField("type", "join");
        });
        assertThat(command).isEqualTo(new ClientCommand.Join(id, room, new Position(room, seq)));
    }

    @Property
    void data_survives_both_ways_byte_for_byte(@ForAll("texts") String text, @ForAll long number, @ForAll boolean truth)
            throws Exception {
        String data = write(json -> {
            json.writeArrayFieldStart("a");
            json.writeNumber(number);
            json.writeBoolean(truth);
            json.writeNull();
            json.writeEndArray();
            json.writeStringField("t", text);
        });
        ClientCommand.Say once = say(data);
        ClientCommand.Say twice = say(once.data());
        assertThat(twice.data()).isEqualTo(once.data());
        Publication message = MessageFrames.message(
                MessageFrames.author("lobby", new User("g-1", "Ann", "guest"), "guest", false),
                null,
                once.data(),
                null,
                null);
        assertThat(new String(message.at(1, 2), StandardCharsets.UTF_8)).endsWith("\"data\":" + once.data() + "}");
    }

    private interface Fields {
        void write(JsonGenerator json) throws IOException;
    }

    private static void id(JsonGenerator json, CommandId id) throws IOException {
        json.writeFieldName("id");
        if (id.number()) {
            json.writeNumber(Long.parseLong(id.text()));
        } else {
            json.writeString(id.text());
        }
    }

    private static ClientCommand.Say say(String data) throws ClientException {
        byte[] frame = utf8("{\"type\":\"say\",\"data\":" + data + "}");
        return (ClientCommand.Say) DECODER.decode(frame, 0, frame.length);
    }

    private static ClientCommand decode(Fields fields) throws Exception {
        byte[] frame = utf8(write(fields));
        return DECODER.decode(frame, 0, frame.length);
    }

    private static String write(Fields fields) throws IOException {
        StringWriter written = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(written)) {
            json.writeStartObject();
            fields.write(json);
            json.writeEndObject();
        }
        return written.toString();
    }

    private static boolean maySay(String text) {
        try {
            MessageTexts.requireValid(text, 2_000);
            return true;
        } catch (ClientException mayNot) {
            return false;
        }
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
