package io.chatka.internal.transport;

import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.uring.IoUring;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringServerSocketChannel;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How the kernel is asked about sockets: what was wanted if it works here, else the next best. */
record IoBackend(
        String name,
        IoHandlerFactory handlers,
        Class<? extends ServerChannel> serverChannel,
        DirectWriter directWriter) {
    private static final Logger LOG = LoggerFactory.getLogger(IoBackend.class);

    static IoBackend choose(ListenSettings.Io wanted) {
        return switch (wanted) {
            case NIO -> nio();
            case AUTO -> Epoll.isAvailable() ? epoll() : nio();
            case EPOLL -> Epoll.isAvailable() ? epoll() : instead("epoll", Epoll.unavailabilityCause(), nio());
            case IO_URING ->
                IoUring.isAvailable()
                        ? ioUring()
                        : instead("io_uring", IoUring.unavailabilityCause(), choose(ListenSettings.Io.AUTO));
        };
    }

    private static IoBackend instead(String wanted, Throwable cause, IoBackend fallback) {
        LOG.warn("{} is not available here ({}); using {}", wanted, cause.getMessage(), fallback.name);
        return fallback;
    }

    private static IoBackend epoll() {
        return new IoBackend("epoll", EpollIoHandler.newFactory(), EpollServerSocketChannel.class, DirectWriter.EPOLL);
    }

    private static IoBackend ioUring() {
        return new IoBackend(
                "io_uring", IoUringIoHandler.newFactory(), IoUringServerSocketChannel.class, DirectWriter.NONE);
    }

    private static IoBackend nio() {
        return new IoBackend("nio", NioIoHandler.newFactory(), NioServerSocketChannel.class, DirectWriter.NONE);
    }
}
