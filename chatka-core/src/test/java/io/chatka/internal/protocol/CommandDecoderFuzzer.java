package io.chatka.internal.protocol;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import io.chatka.api.User;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Every text frame is either a command, or refused with an answer that can be sent. */
public final class CommandDecoderFuzzer {
    private static final int MAX_TEXT = 2_000;
    private static final int MAX_DATA = 8_192;
    private static final CommandDecoder DECODER = new CommandDecoder(MAX_TEXT, MAX_DATA);
    private static final JsonFactory JSON = new JsonFactory();
    private static final User ANN = new User("g-1", "Ann", "guest");

    private CommandDecoderFuzzer() {}

    /** The entry point of the fuzzer. */
    public static void fuzzerTestOneInput(byte[] input) throws Exception {
        if (!isUtf8(input)) {
            // The transport passes on only valid UTF-8.
            return;
        }
        try {
            ClientCommand command = DECODER.decode(input, 0, input.length);
            require(command.id() == null || command.id().text().length() <= CommandId.MAX_LENGTH, "a long id");
            check(command);
        } catch (ClientException refused) {
            requireJson(Frames.error(refused.id(), refused.code(), refused.getMessage(), -1));
            require(
                    refused.getMessage().chars().noneMatch(Character::isISOControl),
                    "a control character in an answer");
        }
    }

    private static void check(ClientCommand command) throws Exception {
        if (command instanceof ClientCommand.Say say) {
            require(say.text() != null || say.data() != null, "a say of nothing");
            require(
                    say.text() == null
                            || say.text().codePointCount(0, say.text().length()) <= MAX_TEXT,
                    "a long text");
            require(say.data() == null || say.data().getBytes(StandardCharsets.UTF_8).length <= MAX_DATA, "much data");
            requireRoom(say.room());
            requireJson(MessageFrames.message(
                            MessageFrames.author("lobby", ANN, "guest", false), say.text(), say.data(), say.key(), null)
                    .at(1, 2));
        } else if (command instanceof ClientCommand.Join join) {
            requireRoom(join.room());
            require(join.since() == null || join.since().seq() >= 0, "a seq below 0");
        } else if (command instanceof ClientCommand.History history) {
            requireRoom(history.room());
            require(history.limit() >= 0, "fewer than no messages");
        } else if (command instanceof ClientCommand.Leave leave) {
            requireRoom(leave.room());
        } else if (command instanceof ClientCommand.Hello hello && hello.name() != null) {
            UserNames.requireValid(hello.name());
        }
    }

    private static void requireRoom(String room) throws ClientException {
        if (room != null) {
            RoomNames.requireValid(room);
        }
    }

    /** One JSON value, to the end, in UTF-8 that can be decoded. */
    private static void requireJson(byte[] frame) throws IOException {
        require(isUtf8(frame), "a frame that is not UTF-8");
        try (JsonParser parser = JSON.createParser(frame)) {
            parser.nextToken();
            parser.skipChildren();
            require(parser.nextToken() == null, "something after the frame");
        }
    }

    private static boolean isUtf8(byte[] bytes) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            return true;
        } catch (CharacterCodingException malformed) {
            return false;
        }
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new AssertionError(otherwise);
        }
    }
}
