package io.chatka.transport;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import io.chatka.actor.UserActor;
import io.chatka.config.ChatSettings;
import io.chatka.meter.LaneMeter;
import io.chatka.meter.NodeMeter;
import io.chatka.protocol.CloseCode;
import io.chatka.transport.deflate.DeflateSettings;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.pekko.actor.testkit.typed.javadsl.TestInbox;

/**
 * Whatever arrives after the handshake, in whatever pieces: the connection hands over the same commands and answers with the same bytes,
 * which are frames that a client can read, the close frame last, and never because of a fault of ours.
 */
public final class FramePathFuzzer {
    private static final TransportSettings SETTINGS = settings();
    private static final WebSocketDecoderConfig FRAMES = HttpHandler.Shared.frames(SETTINGS, false);
    private static final JsonFactory JSON = new JsonFactory();

    private FramePathFuzzer() {}

    private static TransportSettings settings() {
        var config = io.chatka.server.Configuration.load(null, Map.of());
        return TransportSettings.read(config, ChatSettings.read(config));
    }

    /** The fuzzer's way in. */
    public static void fuzzerTestOneInput(byte[] input) throws IOException {
        Outcome whole = run(input, false);
        checkFrames(whole.output.duplicate());
        Outcome pieces = run(input, true);
        require(whole.told.equals(pieces.told), "other commands in pieces: " + whole.told + " and " + pieces.told);
        require(whole.output.equals(pieces.output), "other answers in pieces");
        require(whole.open == pieces.open, "in pieces the socket ends differently");
    }

    /** @param told to the user's actor */
    private static final NodeMeter METER = NodeMeter.unread();

    private record Outcome(List<String> told, ByteBuf output, boolean open) {}

    private static Outcome run(byte[] input, boolean inPieces) {
        ManualLoop loop = new ManualLoop();
        NettyLane lane =
                new NettyLane(0, loop, Duration.ofMillis(500), LaneMeter.unread(), new DeflateSettings(false, 1, 128));
        EmbeddedChannel channel = new EmbeddedChannel();
        FrameDecoder decoder = new FrameDecoder(FRAMES);
        NettyConnection connection = new NettyConnection(
                channel, lane, SETTINGS, METER, decoder, new ChatProtocol(SETTINGS.text()), DirectWriter.NONE, 0);
        channel.pipeline().addLast(decoder, connection);
        TestInbox<UserActor.Command> user = TestInbox.create();
        connection.attach(user.getRef());
        connection.sessionOpened();
        for (int from = 0; from < input.length && channel.isOpen(); ) {
            int size = inPieces ? 1 + (input[from] & 3) : input.length;
            int to = Math.min(input.length, from + size);
            channel.writeInbound(Unpooled.copiedBuffer(input, from, to - from));
            loop.turn();
            from = to;
        }
        boolean open = channel.isOpen();
        ByteBuf output = Unpooled.buffer();
        for (ByteBuf part = channel.readOutbound(); part != null; part = channel.readOutbound()) {
            output.writeBytes(part);
            part.release();
        }
        List<String> told = new ArrayList<>();
        user.getAllReceived().forEach(message -> told.add(describe(message)));
        channel.finishAndReleaseAll();
        return new Outcome(told, output, open);
    }

    private static String describe(UserActor.Command message) {
        return message instanceof UserActor.Malformed malformed
                ? malformed.error().code() + " " + malformed.error().getMessage()
                : message.toString();
    }

    /** As a client would read them (RFC 6455, section 5.2). */
    private static void checkFrames(ByteBuf output) throws IOException {
        boolean closed = false;
        while (output.isReadable()) {
            require(!closed, "something behind a close frame");
            int first = output.readUnsignedByte();
            int length = output.readUnsignedByte();
            length = length == 126 ? output.readUnsignedShort() : length == 127 ? (int) output.readLong() : length;
            ByteBuf payload = output.readSlice(length);
            switch (first) {
                case 0x81 -> requireJson(payload);
                case 0x8A -> require(length <= 125, "a long pong");
                case 0x88 -> {
                    require(length != 1 && length <= 125, "a close frame of " + length);
                    require(
                            length == 0
                                    || payload.getUnsignedShort(payload.readerIndex()) != CloseCode.INTERNAL.number(),
                            "a fault of ours");
                    closed = true;
                }
                default -> throw new AssertionError("a frame that begins with " + first);
            }
        }
    }

    private static void requireJson(ByteBuf text) throws IOException {
        byte[] bytes = new byte[text.readableBytes()];
        text.getBytes(text.readerIndex(), bytes);
        require(Utf8.isValid(bytes), "text that is not UTF-8");
        try (JsonParser parser = JSON.createParser(bytes)) {
            parser.nextToken();
            parser.skipChildren();
            require(parser.nextToken() == null, "something behind the object");
        }
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new AssertionError(otherwise);
        }
    }
}
