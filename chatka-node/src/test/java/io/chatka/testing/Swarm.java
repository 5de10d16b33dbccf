package io.chatka.testing;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.zip.CRC32C;

/**
 * Very many members of one room. Each checks what it gets: {@code seq} steps by one, and a seq
 * means the same bytes to every member. Parses frames itself, since no library is fast enough.
 */
public final class Swarm implements AutoCloseable {
    private static final byte[] MESSAGE = ascii("{\"type\":\"message\",\"seq\":");
    private static final byte[] JOINED = ascii("{\"type\":\"joined\"");
    private static final byte[] GAP = ascii("{\"type\":\"gap\"");

    private final EventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final List<Member> members = new CopyOnWriteArrayList<>();
    private final AtomicLongArray checksums;
    private final AtomicLong joined = new AtomicLong();
    private final AtomicLong received = new AtomicLong();
    private final List<String> faults = new CopyOnWriteArrayList<>();

    /** @param messages the highest seq there will be */
    public Swarm(int messages) {
        checksums = new AtomicLongArray(messages + 1);
    }

    /** Connects this many members; returns before they have joined. */
    public void connect(int port, String room, int count) {
        for (int i = 0; i < count; i++) {
            Member member = new Member(room);
            members.add(member);
            new Bootstrap()
                    .group(loops)
                    .channel(NioSocketChannel.class)
                    .handler(member)
                    .connect(new InetSocketAddress("127.0.0.1", port));
        }
    }

    /** Has a member say something. */
    public void say(int member, String text) {
        byte[] json = ("{\"type\":\"say\",\"text\":\"" + text + "\"}").getBytes(StandardCharsets.UTF_8);
        // A mask of zeros leaves the payload as it is.
        ByteBuf frame = Unpooled.buffer(json.length + 6)
                .writeByte(0x81)
                .writeByte(0x80 | json.length)
                .writeInt(0)
                .writeBytes(json);
        members.get(member).channel.writeAndFlush(frame);
    }

    public int joined() {
        return joined.intValue();
    }

    public long received() {
        return received.get();
    }

    public List<String> faults() {
        return faults;
    }

    /** The lowest of the members' last seqs. */
    public long lowestSeq() {
        return members.stream().mapToLong(member -> member.seq).min().orElse(0);
    }

    @Override
    public void close() {
        loops.shutdownGracefully(0, 1, java.util.concurrent.TimeUnit.SECONDS).awaitUninterruptibly();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private final class Member extends ChannelInboundHandlerAdapter {
        private final String room;
        private final CRC32C crc = new CRC32C();
        private volatile Channel channel;
        private ByteBuf rest = Unpooled.EMPTY_BUFFER;
        private boolean open;
        private volatile long seq;

        Member(String room) {
            this.room = room;
        }

        @Override
        public void channelActive(ChannelHandlerContext context) {
            channel = context.channel();
            context.writeAndFlush(
                    Unpooled.copiedBuffer(RawWebSocket.handshake("/ws/" + room), StandardCharsets.US_ASCII));
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            ByteBuf more = (ByteBuf) message;
            ByteBuf all = rest.isReadable() ? Unpooled.wrappedBuffer(rest, more) : more;
            try {
                read(all);
            } finally {
                rest = all.isReadable() ? Unpooled.copiedBuffer(all) : Unpooled.EMPTY_BUFFER;
                all.release();
            }
        }

        private void read(ByteBuf bytes) {
            if (!open) {
                int end = bytes.toString(StandardCharsets.US_ASCII).indexOf("\r\n\r\n");
                if (end < 0) {
                    return;
                }
                bytes.skipBytes(end + 4);
                open = true;
            }
            while (bytes.readableBytes() >= 2) {
                int start = bytes.readerIndex();
                int length = bytes.getUnsignedByte(start + 1);
                int header = 2;
                if (length == 126) {
                    if (bytes.readableBytes() < 4) {
                        return;
                    }
                    length = bytes.getUnsignedShort(start + 2);
                    header = 4;
                }
                if (bytes.readableBytes() < header + length) {
                    return;
                }
                if ((bytes.getByte(start) & 0x0F) == RawWebSocket.PING) {
                    pong(bytes, start + header, length);
                } else {
                    onFrame(bytes, start + header, length);
                }
                bytes.readerIndex(start + header + length);
            }
        }

        private void pong(ByteBuf bytes, int start, int length) {
            ByteBuf pong = Unpooled.buffer(6 + length)
                    .writeByte(RawWebSocket.FIN | RawWebSocket.PONG)
                    .writeByte(0x80 | length)
                    .writeInt(0)
                    .writeBytes(bytes, start, length);
            channel.writeAndFlush(pong);
        }

        private void onFrame(ByteBuf bytes, int start, int length) {
            if (startsWith(bytes, start, length, MESSAGE)) {
                onMessage(bytes, start, length);
            } else if (startsWith(bytes, start, length, JOINED)) {
                joined.incrementAndGet();
            } else if (startsWith(bytes, start, length, GAP)) {
                faults.add(bytes.toString(start, length, StandardCharsets.UTF_8));
            }
        }

        private void onMessage(ByteBuf bytes, int start, int length) {
            long said = 0;
            for (int i = start + MESSAGE.length; bytes.getByte(i) != ','; i++) {
                said = said * 10 + bytes.getByte(i) - '0';
            }
            if (said != seq + 1 && faults.size() < 10) {
                faults.add("after seq " + seq + " came " + said);
            }
            seq = said;
            crc.reset();
            crc.update(bytes.nioBuffer(start, length));
            long checksum = crc.getValue() + 1;
            long known = checksums.compareAndExchange((int) said, 0, checksum);
            if (known != 0 && known != checksum && faults.size() < 10) {
                faults.add("seq " + said + " means different bytes to different members");
            }
            received.incrementAndGet();
        }

        private boolean startsWith(ByteBuf bytes, int start, int length, byte[] prefix) {
            if (length < prefix.length) {
                return false;
            }
            for (int i = 0; i < prefix.length; i++) {
                if (bytes.getByte(start + i) != prefix[i]) {
                    return false;
                }
            }
            return true;
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            faults.add("closed after seq " + seq);
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            faults.add(cause.toString());
        }
    }
}
