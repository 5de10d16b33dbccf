package io.chatka.internal.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.chatka.internal.meter.LaneMeter;
import io.chatka.internal.meter.Latency;
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
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Bytes that a socket does not take at once. */
class SendQueueTest {
    private static final int KIB = 1024;
    /** Bytes that Netty counts for each buffer in a channel, beside its content. */
    private static final int ENTRY = 96;

    private static final int MOST = 256 * KIB;
    private static final Duration TICK = Duration.ofMillis(100);

    private final MockTicker clock = Ticker.newMockTicker();
    private final ManualLoop loop = new ManualLoop(clock);
    private final QueueBudget budget = new QueueBudget(10 << 20);
    private final NettyLane lane = new NettyLane(
            0,
            loop,
            new NettyLane.Settings(TICK, new DeflateSettings(false, 1, 128)),
            new LaneMeter(clock::nanoTime, Latency.NONE, Latency.NONE),
            budget);
    private final List<ThrottledChannel> channels = new ArrayList<>();
    private final List<Outbox> outboxes = new ArrayList<>();
    private final QueueOwner owner = new QueueOwner(MOST);
    private final ThrottledChannel channel = new ThrottledChannel();
    private final Outbox outbox = outbox(channel, owner);

    @AfterEach
    void tearDown() {
        outboxes.forEach(Outbox::clear);
        channels.forEach(one -> one.unsafe().close(one.newPromise()));
        tick();
        assertThat(budget.bytes()).isZero();
    }

    @Test
    void channel_hasLittleOfWhatWaits() {
        for (int i = 0; i < 100; i++) {
            own(outbox, "o".repeat(2 * KIB));
            loop.turn();
        }
        assertThat(outbox.queued()).isBetween(200L * KIB, 204L * KIB);
        assertThat(SendQueue.handedTo(channel)).isLessThanOrEqualTo(SendQueue.MAX_HANDED + ENTRY + 1);
    }

    @Test
    void largeFrame_isHandedInParts() {
        own(outbox, "x".repeat(500 * KIB));
        loop.turn();
        assertThat(SendQueue.handedTo(channel)).isLessThanOrEqualTo(SendQueue.MAX_HANDED + ENTRY + 1);
        channel.take(600 * KIB);
        assertThat(channel.taken()).hasSize(500 * KIB).containsOnlyOnce("x".repeat(500 * KIB));
        assertThat(outbox.queued()).isZero();
    }

    @Test
    void whatWaits_goesOutInItsOrder_asTheSocketTakesIt() {
        StringBuilder sent = new StringBuilder();
        for (int i = 0; i < 3_000; i++) {
            String text = "<" + i + ">" + ".".repeat(i % 97);
            sent.append(text);
            if (i % 3 == 0) {
                share(text, outbox);
            } else {
                own(outbox, text);
            }
            if (i % 7 == 0) {
                loop.turn();
                channel.take(i % 11 * 10);
            }
        }
        loop.turn();
        while (outbox.queued() > 0) {
            channel.take(1_000);
            tick();
        }
        assertThat(channel.taken()).hasToString(sent.toString());
    }

    @Test
    void sharedFrame_countsOnce_howeverManyWaitForIt() {
        List<Outbox> members = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            members.add(outbox(new ThrottledChannel(), new QueueOwner(MOST)));
        }
        ByteBuf frame = share("s".repeat(10 * KIB), members.toArray(Outbox[]::new));
        loop.turn();
        assertThat(members).allMatch(member -> member.queued() == 10 * KIB + ENTRY);
        assertThat(budget.bytes()).isEqualTo(frame.capacity());
        members.forEach(Outbox::clear);
        channels.forEach(one -> one.unsafe().close(one.newPromise()));
        tick();
        assertThat(budget.bytes()).isZero();
        assertThat(frame.refCnt()).isZero();
    }

    @Test
    void manyShortReplies_shareBuffers() {
        fill(outbox, 100 * KIB);
        for (int i = 0; i < 100; i++) {
            own(outbox, "pong");
            loop.turn();
        }
        assertThat(outbox.queue().entries()).isLessThan(45);
        channel.take(200 * KIB);
        assertThat(channel.taken()).endsWith("f" + "pong".repeat(100));
    }

    @Test
    void congested_untilHalfOfItIsTaken() {
        fill(outbox, MOST + 1);
        assertThat(outbox.congested()).isTrue();
        assertThat(owner.congested).isOne();
        List<String> tasks = new ArrayList<>();
        outbox.whenRelieved(() -> tasks.add("relieved"));
        channel.take(MOST / 2 - 1);
        assertThat(outbox.congested()).isTrue();
        assertThat(tasks).isEmpty();
        channel.take(40 * KIB);
        assertThat(outbox.congested()).isFalse();
        assertThat(owner.relieved).isOne();
        assertThat(tasks).containsExactly("relieved");
    }

    @Test
    void whenRelieved_withNothingWaiting_runsInThisTurn() {
        List<String> tasks = new ArrayList<>();
        outbox.whenRelieved(() -> tasks.add("relieved"));
        assertThat(tasks).isEmpty();
        loop.turn();
        assertThat(tasks).containsExactly("relieved");
    }

    @Test
    void standingStill_isTooSlow() {
        fill(outbox, 2 * MOST);
        ticks(QueueOwner.SLOW_TICKS - 1);
        assertThat(owner.tooSlow).isFalse();
        ticks(2);
        assertThat(owner.tooSlow).isTrue();
    }

    @Test
    void trickle_isTooSlow() {
        fill(outbox, 2 * MOST);
        for (int i = 0; i <= QueueOwner.SLOW_TICKS; i++) {
            channel.take(KIB);
            tick();
        }
        assertThat(owner.tooSlow).isTrue();
    }

    @Test
    void readerThatMakesProgress_isNotTooSlow_howeverLongItIsCongested() {
        fill(outbox, MOST + 1);
        for (int i = 0; i < 10 * QueueOwner.SLOW_TICKS; i++) {
            channel.take(8 * KIB);
            own(outbox, "m".repeat(8 * KIB));
            tick();
        }
        assertThat(outbox.queued()).isGreaterThan(MOST);
        assertThat(owner.tooSlow).isFalse();
        ticks(2 * QueueOwner.SLOW_TICKS);
        assertThat(owner.tooSlow).isTrue();
    }

    @Test
    void tookWithin_tellsWhoTakesFromWhoStandsStill() {
        fill(outbox, MOST);
        channel.take(KIB);
        tick();
        ticks(5);
        assertThat(outbox.tookWithin(10)).isTrue();
        ticks(10);
        assertThat(outbox.tookWithin(10)).isFalse();
    }

    @Test
    void dropWaiting_keepsTheFrameThatHasBegun() {
        own(outbox, "b".repeat(SendQueue.MAX_HANDED + 10 * KIB));
        loop.turn();
        fill(outbox, MOST);
        outbox.dropWaiting();
        own(outbox, "bye");
        loop.turn();
        channel.take(2 * MOST);
        assertThat(channel.taken()).hasToString("b".repeat(SendQueue.MAX_HANDED + 10 * KIB) + "bye");
    }

    @Test
    void closeWhenSent_waitsForAll() {
        fill(outbox, 100 * KIB);
        outbox.closeWhenSent();
        assertThat(channel.isOpen()).isTrue();
        channel.take(100 * KIB);
        channel.runPendingTasks();
        assertThat(channel.isOpen()).isFalse();
        assertThat(channel.taken()).hasSize(100 * KIB);
    }

    @Test
    void nodeOverItsBudget_cutsOffTheSlowest_andNoMoreThanItMust() {
        List<QueueOwner> owners = new ArrayList<>();
        List<ThrottledChannel> sockets = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            owners.add(new QueueOwner(MOST));
            sockets.add(new ThrottledChannel());
            fill(outbox(sockets.get(i), owners.get(i)), 250 * KIB);
        }
        // Every second one reads.
        for (int round = 0; round < 20; round++) {
            for (int i = 0; i < 20; i += 2) {
                sockets.get(i).take(10 * KIB);
                own(outboxes.get(i + 1), "m".repeat(10 * KIB));
            }
            tick();
        }
        assertThat(owners).noneMatch(one -> one.cutOff);
        long before = budget.bytes();
        for (int i = 20; before + (i - 20) * 250L * KIB <= budgetOf(QueueBudget.MOST_PERCENT); i++) {
            owners.add(new QueueOwner(MOST));
            fill(outbox(new ThrottledChannel(), owners.get(i)), 250 * KIB);
        }
        tick();
        assertThat(budget.isTight()).isTrue();
        assertThat(budget.bytes()).isLessThanOrEqualTo(budgetOf(QueueBudget.ENOUGH_PERCENT));
        long cut = owners.stream().filter(one -> one.cutOff).count();
        assertThat(cut).isBetween(1L, 8L);
        for (int i = 0; i < 20; i += 2) {
            assertThat(owners.get(i).cutOff).as("%s reads", i).isFalse();
        }
        outboxes.forEach(Outbox::clear);
        budget.isTight();
        assertThat(budget.isTight()).isFalse();
    }

    private static long budgetOf(int percent) {
        return (10L << 20) / 100 * percent;
    }

    private Outbox outbox(ThrottledChannel to, QueueOwner of) {
        Outbox made = new Outbox(to, lane, DirectWriter.NONE, of);
        to.pipeline().addLast(new ChannelInboundHandlerAdapter() {
            @Override
            public void channelWritabilityChanged(ChannelHandlerContext context) {
                made.pump();
            }
        });
        of.onCutOff = made::clear;
        channels.add(to);
        outboxes.add(made);
        return made;
    }

    private void fill(Outbox to, int bytes) {
        for (int left = bytes; left > 0; left -= KIB) {
            own(to, "f".repeat(Math.min(left, KIB)));
        }
        loop.turn();
    }

    private static void own(Outbox to, String text) {
        to.place(text.length()).writeCharSequence(text, StandardCharsets.US_ASCII);
    }

    /** Writes a frame to all of them, as a room's lane does. */
    private ByteBuf share(String text, Outbox... to) {
        ByteBuf frame = Unpooled.directBuffer(text.length());
        frame.writeCharSequence(text, StandardCharsets.US_ASCII);
        for (Outbox one : to) {
            one.write(frame);
        }
        new NettyLane.SharedBuffer(lane, List.of(), frame).release();
        return frame;
    }

    private void ticks(long count) {
        for (long i = 0; i < count; i++) {
            tick();
        }
    }

    private void tick() {
        clock.advance(TICK.toNanos(), TimeUnit.NANOSECONDS);
        loop.turn();
    }
}
