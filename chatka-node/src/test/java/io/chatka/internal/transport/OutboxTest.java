package io.chatka.internal.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.chatka.internal.meter.LaneMeter;
import io.chatka.internal.transport.deflate.DeflateSettings;
import io.netty.buffer.AbstractByteBufAllocator;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SingleThreadEventLoop;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.nio.NioIoHandler;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OutboxTest {
    private final EventLoopGroup group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final SingleThreadEventLoop loop = (SingleThreadEventLoop) group.next();
    private final NettyLane lane = new NettyLane(
            0,
            loop,
            new NettyLane.Settings(Duration.ofHours(1), new DeflateSettings(false, 1, 128)),
            LaneMeter.unread(),
            new QueueBudget(1 << 30));
    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final List<String> direct = new ArrayList<>();
    private boolean socketTakesBytes = true;
    private final Outbox outbox = new Outbox(channel, lane, this::write, new QueueOwner(256 * 1024));

    private int write(Channel to, ByteBuf bytes) {
        if (!socketTakesBytes || to.unsafe().outboundBuffer().totalPendingWriteBytes() != 0) {
            return DirectWriter.NOT_DONE;
        }
        direct.add(bytes.toString(StandardCharsets.US_ASCII));
        return bytes.readableBytes();
    }

    @AfterEach
    void tearDown() {
        channel.finishAndReleaseAll();
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }

    @Test
    void what_one_turn_has_for_a_socket_goes_out_in_one_write_in_its_order() throws Exception {
        turn(() -> {
            own("a");
            own("b");
            outbox.write(frame("c"));
            own("d");
            outbox.write(frame("e"));
        });
        assertThat(direct).containsExactly("abcde");
        turn(() -> outbox.write(frame("f")), () -> outbox.write(frame("g")));
        assertThat(direct).containsExactly("abcde", "fg");
        turn(() -> outbox.write(frame("h")), () -> own("i"));
        assertThat(direct).containsExactly("abcde", "fg", "hi");
    }

    @Test
    void tasks_that_were_kept_for_the_end_of_the_turn_still_belong_to_it() throws Exception {
        turn(() -> {
            own("a");
            lane.atEndOfTurn(() -> own("b"));
        });
        assertThat(direct).containsExactly("ab");
    }

    @Test
    void a_shared_frame_alone_is_not_copied() throws Exception {
        ByteBuf frame = frame("x");
        List<ByteBuf> written = new ArrayList<>();
        DirectWriter writer = (to, bytes) -> {
            written.add(bytes);
            return bytes.readableBytes();
        };
        Outbox alone = new Outbox(channel, lane, writer, new QueueOwner(256 * 1024));
        turn(() -> alone.write(frame));
        assertThat(written).singleElement().isSameAs(frame);
        assertThat(frame.refCnt()).isOne();
    }

    @Test
    void what_is_held_waits_for_something_to_go_with() throws Exception {
        turn(() -> outbox.hold(1).writeByte('a'));
        assertThat(direct).isEmpty();
        turn(() -> own("b"));
        assertThat(direct).containsExactly("ab");
    }

    @Test
    void what_is_held_goes_alone_when_asked_for() throws Exception {
        turn(() -> outbox.hold(1).writeByte('a'));
        turn(outbox::flushAtEndOfTurn);
        assertThat(direct).containsExactly("a");
    }

    @Test
    void a_long_frame_between_short_ones_takes_the_queue_uncopied_and_keeps_its_place() throws Exception {
        String longText = "l".repeat(5000);
        turn(() -> {
            own("a");
            outbox.write(frame(longText));
            own("b");
        });
        assertThat(direct).containsExactly("a", longText, "b");
    }

    @Test
    void a_socket_that_takes_nothing_directly_gets_it_by_the_queue() throws Exception {
        socketTakesBytes = false;
        turn(() -> own("a"), () -> outbox.write(frame("b")));
        turn(() -> outbox.write(frame("c")));
        assertThat(queued()).containsExactly("ab", "c");
    }

    @Test
    void much_in_one_turn_is_counted() throws Exception {
        turn(() -> {
            for (int i = 0; i < 10_000; i++) {
                own("0123456789");
            }
            assertThat(outbox.queued()).isGreaterThan(95_000);
        });
        assertThat(String.join("", direct).equals("0123456789".repeat(10_000))).isTrue();
    }

    @Test
    void without_memory_for_a_copy_shared_frames_go_as_they_are() throws Exception {
        channel.config().setAllocator(new NoMemory());
        turn(() -> {
            outbox.write(frame("a"));
            outbox.write(frame("b"));
            outbox.write(frame("c"));
        });
        channel.config().setAllocator(ByteBufAllocator.DEFAULT);
        assertThat(direct).containsExactly("a", "b", "c");
    }

    @Test
    void a_closed_socket_keeps_no_buffer() throws Exception {
        ByteBuf[] own = new ByteBuf[1];
        turn(() -> {
            own[0] = outbox.place(1).writeByte('a');
            outbox.clear();
        });
        assertThat(own[0].refCnt()).isZero();
        assertThat(direct).isEmpty();
    }

    private void own(String text) {
        outbox.place(text.length()).writeCharSequence(text, StandardCharsets.US_ASCII);
    }

    private static ByteBuf frame(String text) {
        return Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII);
    }

    /** Runs the steps in one turn of the lane, and returns when it is over. */
    private void turn(Runnable... steps) throws Exception {
        CompletableFuture<Void> over = new CompletableFuture<>();
        lane.execute(() -> {
            try {
                for (Runnable step : steps) {
                    step.run();
                }
                // After the flush, which the first step has asked for.
                loop.executeAfterEventLoopIteration(() -> over.complete(null));
            } catch (Throwable failed) {
                over.completeExceptionally(failed);
            }
        });
        over.get(60, TimeUnit.SECONDS);
    }

    private List<String> queued() {
        List<String> texts = new ArrayList<>();
        for (ByteBuf bytes = channel.readOutbound(); bytes != null; bytes = channel.readOutbound()) {
            texts.add(bytes.toString(StandardCharsets.US_ASCII));
            bytes.release();
        }
        return texts;
    }

    /** An allocator that has nothing left. */
    private static final class NoMemory extends AbstractByteBufAllocator {
        @Override
        protected ByteBuf newHeapBuffer(int initialCapacity, int maxCapacity) {
            throw new OutOfMemoryError("a fault that the test put in");
        }

        @Override
        protected ByteBuf newDirectBuffer(int initialCapacity, int maxCapacity) {
            throw new OutOfMemoryError("a fault that the test put in");
        }

        @Override
        public boolean isDirectBufferPooled() {
            return false;
        }
    }
}
