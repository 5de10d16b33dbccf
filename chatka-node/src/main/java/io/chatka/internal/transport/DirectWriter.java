package io.chatka.internal.transport;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.unix.Socket;
import java.io.IOException;

/**
 * Writes bytes to a socket without the channel's queue, where that is possible. Most sockets take
 * most frames at once, and then the queue's entry, its promise and the duplicate of the buffer
 * would cost more than everything else outside of the kernel. On the channel's event loop only.
 */
interface DirectWriter {
    /** Nothing was written; the bytes have to go through the channel. */
    int NOT_DONE = -1;

    DirectWriter NONE = (channel, bytes) -> NOT_DONE;
    DirectWriter EPOLL = DirectWriter::writeToEpoll;

    /**
     * Writes as many of the readable bytes as the socket takes. Does not move the reader index.
     *
     * @return how many bytes were written, or {@link #NOT_DONE}
     */
    int write(Channel channel, ByteBuf bytes);

    private static int writeToEpoll(Channel channel, ByteBuf bytes) {
        ChannelOutboundBuffer queue = channel.unsafe().outboundBuffer();
        if (queue == null || queue.totalPendingWriteBytes() != 0 || !bytes.hasMemoryAddress()) {
            return NOT_DONE;
        }
        int start = bytes.readerIndex();
        int end = bytes.writerIndex();
        try {
            // send(2), which has a shorter way through the kernel than write(2).
            Socket socket = (Socket) ((EpollSocketChannel) channel).fd();
            return Math.max(0, socket.sendAddress(bytes.memoryAddress(), start, end));
        } catch (IOException failed) {
            // The channel's own write meets the same failure, and closes the channel.
            return NOT_DONE;
        }
    }
}
