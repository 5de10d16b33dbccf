package io.chatka.internal.transport;

import io.chatka.api.Authenticator;
import io.chatka.api.ConfigException;
import io.chatka.api.ListenException;
import io.chatka.api.WebFiles;
import io.chatka.internal.actor.ChatSupervisor;
import io.chatka.internal.fault.Closing;
import io.chatka.internal.lane.Lanes;
import io.chatka.internal.meter.NodeMeter;
import io.chatka.internal.transport.proxy.ClientAddresses;
import io.chatka.internal.transport.tls.Tls;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SingleThreadEventLoop;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.HttpResponseEncoder;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.typed.ActorRef;

/**
 * The listening socket, the event loops and all connections.
 *
 * <p>Made in two steps, because the actors need the lanes and the listening socket needs the
 * actors: the constructor makes the lanes, {@link #listen} opens the socket.
 */
public final class Transport {
    private final TransportSettings settings;
    private final Closing closing;
    private final NodeMeter meter;
    private final Admission admission;
    private final AcceptGate gate;
    private final QueueBudget budget = QueueBudget.ofThisJvm();
    private final IoBackend io;
    private final EventLoopGroup acceptGroup;
    private final EventLoopGroup laneGroup;
    private final Map<EventExecutor, NettyLane> lanes = new HashMap<>();
    private final ChannelGroup sockets = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
    /** Null without TLS. */
    private final Tls tls;

    private Channel listening;

    /** What new sockets share. */
    private volatile HttpHandler.Shared shared;

    /**
     * @param closing gets each part as soon as it is open
     * @throws ConfigException if this machine cannot do what the settings ask
     */
    public Transport(TransportSettings settings, NodeMeter meter, Closing closing) {
        this.settings = settings;
        this.meter = meter;
        this.admission = Admission.of(settings);
        this.gate = new AcceptGate(admission, settings.listen().eventLoops());
        this.closing = closing;
        this.tls = settings.tls()
                .map(files -> closing.add("certificate", Tls.start(files, meter)))
                .orElse(null);
        this.io = IoBackend.choose(settings.listen().io());
        this.acceptGroup = group("chatka-accept", 1);
        this.laneGroup = group("chatka-lane", settings.listen().eventLoops());
        for (EventExecutor loop : laneGroup) {
            lanes.put(
                    loop,
                    new NettyLane(
                            lanes.size(),
                            (SingleThreadEventLoop) loop,
                            new NettyLane.Settings(settings.tick(), settings.compression()),
                            meter.addLane(),
                            budget));
        }
    }

    /** Its threads end after the actors that run on them; closing it blocks for 3 s at most. */
    private EventLoopGroup group(String name, int threads) {
        EventLoopGroup group = new MultiThreadIoEventLoopGroup(threads, new DefaultThreadFactory(name), io.handlers());
        closing.add(
                name, () -> group.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly(3, TimeUnit.SECONDS));
        return group;
    }

    /** For the actor system. */
    public Lanes lanes() {
        List<NettyLane> ordered = new ArrayList<>(lanes.values());
        ordered.sort((a, b) -> Integer.compare(a.index(), b.index()));
        return new Lanes(ordered, meter);
    }

    /**
     * Opens the listening socket; blocks until it is open.
     *
     * @throws ConfigException if the address may not be listened at
     * @throws ListenException if it cannot be listened at now
     */
    public void listen(
            ActorRef<ChatSupervisor.Command> supervisor, Authenticator authenticator, Health health, WebFiles files) {
        listen(supervisor, authenticator, health, files, new ChatProtocol(settings));
    }

    void listen(
            ActorRef<ChatSupervisor.Command> supervisor,
            Authenticator authenticator,
            Health health,
            WebFiles files,
            Subprotocol subprotocol) {
        var clients = new ClientAddresses(settings.proxies());
        var preamble = new ConnectionPreamble(tls, clients, meter);
        var connections = new ConnectionContext(settings, meter, subprotocol, directWriter());
        var door = new HttpHandler.Door(
                clients,
                new HandshakeIdentity(authenticator),
                new HandshakeGate(admission, health, meter),
                new Upgrade(connections, supervisor));
        shared = new HttpHandler.Shared(settings, files, new RefusalLog(meter), health, door);
        ServerBootstrap bootstrap = new ServerBootstrap()
                .group(acceptGroup, laneGroup)
                .channel(io.serverChannel())
                .option(ChannelOption.SO_BACKLOG, settings.listen().backlog())
                .option(ChannelOption.SO_REUSEADDR, true)
                .handler(gate)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        sockets.add(channel);
                        NettyLane lane = lanes.get(channel.eventLoop());
                        HttpHandler.Shared now = shared;
                        int handed = Math.min(
                                SendQueue.MAX_HANDED, now.settings().traffic().queued());
                        channel.config().setWriteBufferWaterMark(new WriteBufferWaterMark(handed / 2, handed));
                        preamble.begin(channel);
                        RequestDeadline deadline =
                                new RequestDeadline(lane, now.settings().http(), channel);
                        channel.pipeline()
                                .addLast(
                                        deadline,
                                        new HttpRequestDecoder(now.http()),
                                        new HttpResponseEncoder(),
                                        new HttpHandler(now, lane, deadline));
                    }
                });
        ChannelFuture bound = bootstrap
                .bind(settings.listen().host(), settings.listen().port())
                .awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw ListenFailures.of(
                    "cannot listen at " + settings.listen().host() + ":"
                            + settings.listen().port(),
                    bound.cause(),
                    settings.listen().port(),
                    "port");
        }
        listening = bound.channel();
        closing.add("sockets", this::closeSockets);
    }

    /**
     * Uses these settings for new connections; those of the address, the event loops and the
     * heartbeat must not have changed.
     *
     * <p>Reads the files of the certificate, too. Blocks on the disk.
     *
     * @return what those files contain, in words; empty without TLS
     * @throws ConfigException if this machine cannot do what the settings ask, or the certificate
     *     cannot be used; nothing has changed then
     */
    public Optional<String> reconfigure(TransportSettings others) {
        Optional<Tls.Found> certificate = Optional.ofNullable(tls).map(Tls::look);
        admission.reconfigure(others);
        certificate.ifPresent(Tls.Found::takeUp);
        shared = shared.with(others, new ChatProtocol(others));
        gate.reconsider(listening);
        return certificate.map(Tls.Found::words);
    }

    /** Settings for new connections. */
    public TransportSettings settings() {
        return shared.settings();
    }

    /** Encrypted bytes cannot go straight to the socket. */
    private DirectWriter directWriter() {
        return secure() ? DirectWriter.NONE : io.directWriter();
    }

    /** Whether clients connect by TLS. */
    public boolean secure() {
        return tls != null;
    }

    /** When the certificate expires, as Unix time; 0 without TLS. */
    public long certificateExpires() {
        return secure() ? tls.expires().getEpochSecond() : 0;
    }

    /** The port that is listened at, which differs from the setting if that is 0. */
    public int port() {
        return ((InetSocketAddress) listening.localAddress()).getPort();
    }

    /** Such as {@code epoll}. */
    public String ioName() {
        return io.name();
    }

    public int eventLoops() {
        return lanes.size();
    }

    /** How many connections there may be. */
    public int maxConnections() {
        return admission.connections();
    }

    /** How many handshakes are let through in a second; 0 for no limit. */
    public int handshakesPerSecond() {
        return admission.handshakesPerSecond();
    }

    /** How many WebSocket connections there are now. */
    public int connections() {
        return admission.openConnections();
    }

    /** Whether new sockets have to wait because there are no descriptors for them. */
    public boolean acceptingPaused() {
        return gate.outOfDescriptors();
    }

    /** Bytes that wait for the socket with the most. Any thread; looks at every socket. */
    public long mostQueued() {
        long most = 0;
        for (Channel socket : sockets) {
            NettyConnection connection = socket.pipeline().get(NettyConnection.class);
            most = Math.max(most, connection == null ? SendQueue.handedTo(socket) : connection.queued());
        }
        return most;
    }

    /** The memory of what waits for the sockets of all lanes. */
    public QueueBudget budget() {
        return budget;
    }

    /** This process's open-file limit, -1 where it is not known. */
    public static long openFileLimit() {
        return Admission.openFileLimit();
    }

    /** Accepts no further clients; blocks until the listening socket is closed. */
    public void stopListening() {
        listening.close().awaitUninterruptibly();
    }

    /** Closes all sockets without notice to their clients; blocks for 2 s at most. */
    private void closeSockets() {
        stopListening();
        sockets.close().awaitUninterruptibly(2, TimeUnit.SECONDS);
    }
}
