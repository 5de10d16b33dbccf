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
import io.netty.util.internal.PlatformDependent;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The I/O backend: the one that the settings ask for if it works here, else the next best. */
record IoBackend(
        String name,
        IoHandlerFactory handlers,
        Class<? extends ServerChannel> serverChannel,
        DirectWriter directWriter) {
    private static final Logger LOG = LoggerFactory.getLogger(IoBackend.class);

    static IoBackend choose(ListenSettings.Io wanted) {
        return switch (wanted) {
            case NIO -> nio();
            case AUTO -> noEpollBecause().isEmpty() ? epoll() : nio();
            case EPOLL ->
                noEpollBecause().map(cause -> instead("epoll", cause, nio())).orElseGet(IoBackend::epoll);
            case IO_URING ->
                noIoUringBecause()
                        .map(cause -> instead("io_uring", cause, choose(ListenSettings.Io.AUTO)))
                        .orElseGet(IoBackend::ioUring);
        };
    }

    private static IoBackend instead(String wanted, String cause, IoBackend fallback) {
        LOG.warn("{} is not available here ({}); using {}", wanted, cause, fallback.name);
        return fallback;
    }

    private static Optional<String> noEpollBecause() {
        return missing("epoll", "epoll")
                .or(() -> Epoll.isAvailable()
                        ? Optional.empty()
                        : Optional.of(Epoll.unavailabilityCause().getMessage()));
    }

    private static Optional<String> noIoUringBecause() {
        return missing("io_uring", "io_uring42")
                .or(() -> IoUring.isAvailable()
                        ? Optional.empty()
                        : Optional.of(IoUring.unavailabilityCause().getMessage()));
    }

    /**
     * Looked for before Netty is asked: Netty tries to load the library, and newer JVMs print a
     * warning for that.
     */
    private static Optional<String> missing(String artifact, String library) {
        String resource = "META-INF/native/libnetty_transport_native_" + library + "_"
                + PlatformDependent.normalizedArch() + ".so";
        return IoBackend.class.getClassLoader().getResource(resource) != null
                ? Optional.empty()
                : Optional.of(
                        "io.netty:netty-transport-native-" + artifact + " for this machine is not on the class path");
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
