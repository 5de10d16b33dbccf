package io.chatka.internal.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.chatka.internal.broker.Event;
import io.chatka.internal.broker.EventKind;
import io.chatka.internal.lane.SharedFrame;
import io.chatka.internal.lane.SharedText;
import io.chatka.internal.meter.LaneMeter;
import io.chatka.internal.meter.Latency;
import io.chatka.internal.protocol.TextRemoval;
import io.chatka.internal.transport.deflate.Decompressor;
import io.chatka.internal.transport.deflate.DeflateSettings;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.concurrent.MockTicker;
import io.netty.util.concurrent.Ticker;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Texts that are removed while they wait for slow sockets: every byte that the sockets take is checked. */
class RecallTest {
    private static final int SOCKETS = 5;
    private static final int MESSAGES = 120;

    private final MockTicker clock = Ticker.newMockTicker();
    private final ManualLoop loop = new ManualLoop(clock);
    private final QueueBudget budget = new QueueBudget(64 << 20);
    private final NettyLane lane = new NettyLane(
            0,
            loop,
            new NettyLane.Settings(Duration.ofMillis(100), new DeflateSettings(true, 1, 64)),
            new LaneMeter(clock::nanoTime, Latency.NONE, Latency.NONE),
            budget);
    private final Decompressor decompressor = new Decompressor();
    private final List<ThrottledChannel> channels = new ArrayList<>();
    private final List<Outbox> outboxes = new ArrayList<>();

    @ParameterizedTest
    @CsvSource({"true, false", "true, true", "false, false", "false, true"})
    void nothing_but_a_begun_frame_has_a_removed_text(boolean direct, boolean deflated) throws Exception {
        for (int seed = 0; seed < 60; seed++) {
            play(new Random(seed), direct, deflated, seed % 2 == 0);
        }
        assertThat(budget.bytes()).isZero();
    }

    /** @param ofUser whether all texts of a user are removed, and not one */
    private void play(Random random, boolean direct, boolean deflated, boolean ofUser) throws Exception {
        for (int i = 0; i < SOCKETS; i++) {
            outboxes.add(outbox(direct));
        }
        int recalled = 1 + random.nextInt(MESSAGES);
        int target = 1 + random.nextInt(recalled);
        String[] authors = new String[MESSAGES + 1];
        long[] begun = new long[SOCKETS];
        for (int seq = 1; seq <= MESSAGES; seq++) {
            authors[seq] = random.nextBoolean() ? "eve" : "ann";
            byte[] message = message(seq, authors[seq], random);
            if (random.nextInt(10) == 0) {
                page(message, random, deflated);
            } else {
                share(message, deflated);
            }
            loop.turn();
            channels.forEach(one -> one.take(random.nextInt(3) == 0 ? random.nextInt(900) : 0));
            if (seq == recalled) {
                for (int i = 0; i < SOCKETS; i++) {
                    begun[i] = endOfBegun(channels.get(i), direct);
                }
                TextRemoval removal = removal(ofUser, target, seq + 1);
                lane.rewrite(removal::applyTo);
                loop.turn();
            }
        }
        for (int round = 0; round < 100; round++) {
            channels.forEach(one -> one.take(20_000));
            outboxes.forEach(Outbox::pump);
            loop.turn();
        }
        for (int i = 0; i < SOCKETS; i++) {
            List<String> texts = check(
                    channels.get(i).taken(),
                    begun[i],
                    seq -> seq <= recalled && (ofUser ? authors[seq].equals("eve") : seq == target));
            assertThat(texts).hasSize(MESSAGES);
            assertThat(outboxes.get(i).queued()).isZero();
        }
        outboxes.forEach(Outbox::clear);
        channels.forEach(one -> one.unsafe().close(one.newPromise()));
        outboxes.clear();
        channels.clear();
        clock.advance(1, java.util.concurrent.TimeUnit.SECONDS);
        loop.turn();
        // The last references of shared frames.
        budget.isTight();
    }

    private interface Removed {
        boolean is(int seq);
    }

    /** Up to where the socket may take bytes that were in the channel: all else was recalled. */
    private static long endOfBegun(ThrottledChannel channel, boolean direct) {
        long inChannel = 0;
        var buffer = channel.unsafe().outboundBuffer();
        long[] pending = new long[1];
        try {
            buffer.forEachFlushedMessage(message -> {
                pending[0] += ((ByteBuf) message).readableBytes();
                return true;
            });
        } catch (Exception impossible) {
            throw new AssertionError(impossible);
        }
        inChannel = pending[0];
        if (direct) {
            assertThat(inChannel).as("no more than the rest of a frame").isLessThan(2_000);
        }
        return channel.taken().length() + inChannel;
    }

    private List<String> check(String taken, long begun, Removed removed) throws Exception {
        ByteBuf bytes = Unpooled.copiedBuffer(taken, StandardCharsets.ISO_8859_1);
        List<String> texts = new ArrayList<>();
        for (int at = 0, end; at < bytes.readableBytes(); at = end) {
            end = FrameEnds.after(bytes, at);
            assertThat(end).isBetween(at + 2, bytes.readableBytes());
            int kind = bytes.getUnsignedByte(at);
            int payload = FrameEnds.payload(bytes, at);
            byte[] content = new byte[end - payload];
            bytes.getBytes(payload, content);
            if (kind == 0x8A) {
                continue;
            }
            byte[] text = kind == 0xC1 ? decompressor.decompress(content, 1 << 20) : content;
            String json = new String(text, StandardCharsets.UTF_8);
            texts.add(json);
            int seq = texts.size();
            assertThat(json).contains("\"seq\":" + seq + ",");
            if (removed.is(seq) && at >= begun) {
                assertThat(json)
                        .contains("\"room\":\"lobby\",\"deleted\":true}")
                        .doesNotContain("words");
            } else if (!removed.is(seq)) {
                assertThat(json).contains("words").doesNotContain("deleted");
            }
            assertThat(new com.fasterxml.jackson.databind.ObjectMapper()
                            .readTree(json)
                            .isObject())
                    .isTrue();
        }
        return texts;
    }

    private static TextRemoval removal(boolean ofUser, int target, long seq) {
        String what = ofUser ? "\"user\":\"eve\"" : "\"target\":" + target;
        String json = "{\"type\":\"deleted\",\"seq\":" + seq + ",\"at\":1,\"room\":\"lobby\"," + what + "}";
        return TextRemoval.of(
                "lobby",
                new Event(
                        "e",
                        seq,
                        ofUser ? EventKind.CLEARED : EventKind.DELETED,
                        json.getBytes(StandardCharsets.UTF_8)));
    }

    private static byte[] message(int seq, String author, Random random) {
        String text =
                "{\"type\":\"message\",\"seq\":" + seq + ",\"at\":1767225600000,\"room\":\"lobby\",\"from\":{\"id\":\""
                        + author + "\",\"name\":\"" + author + "\",\"role\":\"member\"},\"text\":\"words "
                        + "}\\\"{".repeat(random.nextInt(120)) + "\"}";
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private void share(byte[] message, boolean deflated) {
        SharedFrame frame = lane.share(List.of(message));
        NettyLane.SharedBuffer shared = (NettyLane.SharedBuffer) frame;
        outboxes.forEach(outbox -> outbox.write(deflated ? shared.deflated() : shared.bytes()));
        frame.release();
    }

    /** An answer to history, with one message. */
    private void page(byte[] message, Random random, boolean deflated) {
        String rest = ",\"messages\":[" + new String(message, StandardCharsets.UTF_8) + "]}";
        SharedText page = new SharedText(rest.getBytes(StandardCharsets.UTF_8));
        for (Outbox outbox : outboxes) {
            byte[] begin =
                    ("{\"type\":\"history\",\"id\":" + random.nextInt(1_000_000)).getBytes(StandardCharsets.UTF_8);
            if (deflated) {
                lane.deflation().send(outbox, begin, page);
            } else {
                TextFrames.write(outbox.place(TextFrames.size(begin.length + page.utf8().length)), begin, page.utf8());
            }
        }
    }

    private Outbox outbox(boolean direct) {
        ThrottledChannel channel = new ThrottledChannel();
        QueueOwner owner = new QueueOwner(64 << 20);
        DirectWriter writer = (to, bytes) -> channel.write(bytes);
        Outbox made = new Outbox(channel, lane, direct ? writer : DirectWriter.NONE, owner);
        owner.onTaken = made::pump;
        channel.pipeline().addLast(new ChannelInboundHandlerAdapter() {
            @Override
            public void channelWritabilityChanged(ChannelHandlerContext context) {
                made.pump();
            }
        });
        channels.add(channel);
        return made;
    }
}
