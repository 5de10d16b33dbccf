package io.chatka.internal.transport;

import static io.chatka.internal.setting.Kind.integer;
import static io.chatka.internal.setting.Kind.oneOf;
import static io.chatka.internal.setting.Kind.text;

import com.typesafe.config.Config;
import io.chatka.internal.setting.Section;
import io.chatka.internal.setting.Setting;

/**
 * Where clients connect, and what serves them.
 *
 * @param eventLoops how many, at least 1
 */
public record ListenSettings(String host, int port, Io io, int eventLoops, int backlog) {

    /** How the node waits for sockets; {@code AUTO} takes epoll where there is one. */
    public enum Io {
        AUTO,
        EPOLL,
        IO_URING,
        NIO
    }

    static final Section ADDRESSES = new Section("Addresses", "chatka.server");

    public static final Setting<String> HOST =
            ADDRESSES.setting("host", "127.0.0.1", text()).means("The address that clients connect to.");
    public static final Setting<Integer> PORT = ADDRESSES
            .setting("port", 8000, integer(0, 65535))
            .means("The port that clients connect to; 0 for any free one.");

    static final Section LOOPS = new Section("Event loops and sockets", "chatka.server");

    public static final Setting<Io> IO = LOOPS.setting("io", "auto", oneOf(Io.class))
            .means("How the node asks the kernel; `auto` takes epoll where there is one, else nio.");
    private static final Setting<Integer> EVENT_LOOPS = LOOPS.setting(
                    "event-loops", "auto", integer(1, 1024).or("auto", defaultEventLoops()))
            .means("Threads that own the sockets; `auto` is one less than there are processors.");
    private static final Setting<Integer> BACKLOG = LOOPS.setting("backlog", 4096, integer(1, 1 << 20))
            .means("Connections that the kernel queues until the node accepts them; the kernel's own"
                    + " `net.core.somaxconn` may be lower.");

    static ListenSettings read(Config config) {
        return new ListenSettings(
                HOST.in(config), PORT.in(config), IO.in(config), EVENT_LOOPS.in(config), BACKLOG.in(config));
    }

    /** One processor is left to the kernel's network work and to other threads. */
    private static int defaultEventLoops() {
        return Math.max(1, Runtime.getRuntime().availableProcessors() - 1);
    }
}
