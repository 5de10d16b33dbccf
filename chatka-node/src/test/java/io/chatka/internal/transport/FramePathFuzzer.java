package io.chatka.internal.transport;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import io.chatka.internal.actor.UserActor;
import io.chatka.internal.config.ChatSettings;
import io.chatka.internal.meter.LaneMeter;
import io.chatka.internal.meter.NodeMeter;
import io.chatka.internal.protocol.CloseCode;
import io.chatka.internal.transport.deflate.Compressor;
import io.chatka.internal.transport.deflate.Decompressor;
import io.chatka.internal.transport.deflate.DeflateSettings;
import io.chatka.internal.transport.deflate.DeflateTest;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.zip.DataFormatException;
import org.apache.pekko.actor.testkit.typed.javadsl.TestInbox;

/**
 * Fuzzes what arrives after the handshake, whole and in pieces, with and without compression. The
 * connection always passes on the same commands and answers with the same bytes: valid frames, with
 * the close frame last, and never because of a fault of the server. Compressed input leads to the
 * same result as uncompressed input, and never becomes larger than allowed.
 */
public final class FramePathFuzzer {
    private static final TransportSettings SETTINGS = settings();
    private static final WebSocketDecoderConfig FRAMES = Upgrade.frames(SETTINGS, false);
    private static final WebSocketDecoderConfig DEFLATED_FRAMES = Upgrade.frames(SETTINGS, true);
    private static final int TEXT = 0x81;
    private static final int DEFLATED_TEXT = 0xC1;
    private static final Handshake HANDSHAKE = new Handshake("accepted", List.of(), null, null, null);
    private static final DeflateSettings DEFLATE = new DeflateSettings(true, 1, 0);
    private static final Compressor COMPRESSOR = new Compressor(DEFLATE);
    private static final Decompressor DECOMPRESSOR = new Decompressor();
    private static final NodeMeter METER = NodeMeter.unread();
    private static final JsonFactory JSON = new JsonFactory();

    private static final byte[] HELLO = "Hello".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] DEFLATED_HELLO = DeflateTest.deflated(HELLO);

    /**
     * Only inputs whose length is a multiple of this become a message over the limit, which takes
     * longer than all else.
     */
    private static final int ONE_IN_SO_MANY = 16;

    private FramePathFuzzer() {}

    private static TransportSettings settings() {
        var config = io.chatka.internal.node.Configuration.load(null, Map.of());
        return TransportSettings.read(config, ChatSettings.read(config));
    }

    /** The fuzzer's entry point. */
    public static void fuzzerTestOneInput(byte[] input) throws IOException {
        asFrames(input, false);
        asFrames(input, true);
        asMessage(input);
        asFrames(frame(DEFLATED_TEXT, input), true);
        decompressed(input);
        if (input.length > 0 && input.length % ONE_IN_SO_MANY == 0) {
            repeated(input);
        }
    }

    /** Whole and in pieces. */
    private static void asFrames(byte[] input, boolean deflated) throws IOException {
        Outcome whole = run(input, false, deflated);
        checkFrames(whole.output.duplicate());
        Outcome pieces = run(input, true, deflated);
        require(whole.told.equals(pieces.told), "other commands in pieces: " + whole.told + " and " + pieces.told);
        require(whole.output.equals(pieces.output), "other answers in pieces");
        require(whole.open == pieces.open, "in pieces the socket ends differently");
    }

    /** As it is, and compressed. */
    private static void asMessage(byte[] message) {
        Outcome plain = run(frame(TEXT, message), false, true);
        Outcome compressed = run(frame(DEFLATED_TEXT, DeflateTest.deflated(message)), false, true);
        require(plain.told.equals(compressed.told), "compressed: " + plain.told + " and " + compressed.told);
        require(plain.output.equals(compressed.output), "other answers to what is compressed");
        require(plain.open == compressed.open, "compressed, the socket ends differently");
        int length = COMPRESSOR.compress(message);
        if (length >= 0) {
            byte[] ours = Arrays.copyOf(COMPRESSOR.result(), length);
            require(Arrays.equals(message, decompress(ours, message.length)), "what we compress is something else");
        }
    }

    /** It becomes as large as it may, and not by a byte larger; or it is refused, and nothing stays of it. */
    private static void decompressed(byte[] input) {
        byte[] message = decompress(input, SETTINGS.limits().frame());
        if (message != null) {
            require(message.length <= SETTINGS.limits().frame(), "larger than it may be");
            require(Arrays.equals(message, decompress(input, message.length)), "something else the second time");
            require(message.length == 0 || decompress(input, message.length - 1) == null, "a byte too many");
        }
        require(Arrays.equals(HELLO, decompress(DEFLATED_HELLO, HELLO.length)), "something of it stays");
    }

    /** A message that is too large, whatever it is made of. */
    private static void repeated(byte[] input) {
        byte[] bomb = new byte[SETTINGS.limits().frame() + 1];
        for (int i = 0; i < bomb.length; i++) {
            bomb[i] = input[i % input.length];
        }
        Outcome outcome = run(frame(DEFLATED_TEXT, DeflateTest.deflated(bomb)), false, true);
        require(outcome.told.isEmpty(), "a message over the limit is passed on");
        require(closeCode(outcome.output) == CloseCode.TOO_BIG.number(), "and the client is told something else");
    }

    /** Null if it is refused. */
    private static byte[] decompress(byte[] input, int maxBytes) {
        try {
            return DECOMPRESSOR.decompress(input, maxBytes);
        } catch (Decompressor.TooBigException | DataFormatException refused) {
            return null;
        }
    }

    /** Masked with zeros, which leaves the payload as it is. */
    private static byte[] frame(int first, byte[] payload) {
        ByteBuf frame = Unpooled.buffer();
        frame.writeByte(first);
        if (payload.length <= 125) {
            frame.writeByte(0x80 | payload.length);
        } else if (payload.length <= 0xFFFF) {
            frame.writeByte(0x80 | 126).writeShort(payload.length);
        } else {
            frame.writeByte(0x80 | 127).writeLong(payload.length);
        }
        frame.writeInt(0).writeBytes(payload);
        return ByteBufUtil.getBytes(frame);
    }

    /** @param told to the user's actor */
    private record Outcome(List<String> told, ByteBuf output, boolean open) {}

    private static Outcome run(byte[] input, boolean inPieces, boolean deflated) {
        ManualLoop loop = new ManualLoop();
        NettyLane lane = new NettyLane(
                0,
                loop,
                new NettyLane.Settings(Duration.ofMillis(500), DEFLATE),
                LaneMeter.unread(),
                new QueueBudget(1 << 30));
        EmbeddedChannel channel = new EmbeddedChannel();
        FrameDecoder decoder = new FrameDecoder(deflated ? DEFLATED_FRAMES : FRAMES);
        NettyConnection connection = new NettyConnection(
                channel,
                lane,
                new ConnectionContext(SETTINGS, METER, new ChatProtocol(SETTINGS), DirectWriter.NONE),
                decoder,
                0);
        channel.pipeline().addLast(decoder, connection);
        connection.accept(HANDSHAKE, deflated ? "permessage-deflate" : null);
        TestInbox<UserActor.Command> user = TestInbox.create();
        connection.attach(user.getRef());
        connection.sessionOpened();
        loop.turn();
        // The answer to the handshake.
        ((ByteBuf) channel.readOutbound()).release();
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

    /** Of the close frame at the end. */
    private static int closeCode(ByteBuf output) {
        ByteBuf frames = output.duplicate();
        while (frames.getUnsignedByte(frames.readerIndex()) != 0x88) {
            frames.skipBytes(1);
            int length = frames.readUnsignedByte();
            frames.skipBytes(length == 126 ? frames.readUnsignedShort() : length);
        }
        return frames.getUnsignedShort(frames.readerIndex() + 2);
    }

    /** As a client would read them (RFC 6455, section 5.2). */
    private static void checkFrames(ByteBuf output) throws IOException {
        boolean closed = false;
        boolean toldBye = false;
        while (output.isReadable()) {
            require(!closed, "something behind a close frame");
            int first = output.readUnsignedByte();
            int length = output.readUnsignedByte();
            length = length == 126 ? output.readUnsignedShort() : length == 127 ? (int) output.readLong() : length;
            ByteBuf payload = output.readSlice(length);
            switch (first) {
                case 0x81 -> {
                    requireJson(payload);
                    toldBye = payload.toString(StandardCharsets.UTF_8).startsWith("{\"type\":\"bye\"");
                }
                case 0x8A -> require(length <= 125, "a long pong");
                case 0x88 -> {
                    require(length != 1 && length <= 125, "a close frame of " + length);
                    int code = length == 0 ? 0 : payload.getUnsignedShort(payload.readerIndex());
                    // Without a bye it is the echo of the client's own close frame.
                    require(!toldBye || code != CloseCode.INTERNAL.number(), "a fault of ours");
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
