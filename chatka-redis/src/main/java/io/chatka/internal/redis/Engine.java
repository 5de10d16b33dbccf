package io.chatka.internal.redis;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.MaintNotificationsConfig;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.SslOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.metrics.CommandLatencyRecorder;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.DefaultEventLoopGroupProvider;
import io.lettuce.core.resource.SocketAddressResolver;
import io.lettuce.core.resource.Transports;
import io.netty.resolver.DefaultAddressResolverGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;
import java.net.InetAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/** The client library as we use it: one thread for both connections and all decisions about them. */
final class Engine {
    /** How long a shutdown waits for a connection that is being opened. */
    private static final Duration LAST_ATTEMPT = Duration.ofMillis(500);

    static {
        // If Netty's io_uring and epoll are both on the class path, the library logs a warning.
        System.getProperties().putIfAbsent("io.lettuce.core.iouring", "false");
    }

    private final Names names;
    private final Dialer dialer;
    private final DefaultEventLoopGroupProvider loops;
    private final ClientResources resources;
    private final RedisClient client;
    private final EventExecutor loop;

    Engine(RedisSettings settings) {
        this(settings, InetAddress::getAllByName);
    }

    Engine(RedisSettings settings, Names.Resolver resolver) {
        names = new Names(resolver);
        loops = new DefaultEventLoopGroupProvider(1, pool -> new DefaultThreadFactory("chatka-redis", true));
        resources = ClientResources.builder()
                .eventLoopGroupProvider(loops)
                .threadFactoryProvider(pool -> new DefaultThreadFactory("chatka-" + pool, true))
                .computationThreadPoolSize(2)
                // The dialer has looked the name up. Netty's own resolver reads /etc/resolv.conf
                // itself, and gives up before it has asked the second name server.
                .addressResolverGroup(DefaultAddressResolverGroup.INSTANCE)
                .socketAddressResolver(new Addresses())
                .commandLatencyRecorder(CommandLatencyRecorder.disabled())
                .build();
        client = RedisClient.create(resources);
        client.setOptions(options(settings));
        loop = loops.allocate(Transports.eventLoopGroupClass()).next();
        // The library's own deadlines leave out parts of a handshake; this one covers all of it.
        Duration patience = settings.commands().timeout().multipliedBy(2);
        dialer = new Dialer(loop, names, settings.redisUri(), patience);
    }

    private static final class Addresses extends SocketAddressResolver {
        @Override
        public SocketAddress resolve(RedisURI uri) {
            return ((Dialer.At) uri).address;
        }
    }

    EventExecutor loop() {
        return loop;
    }

    CompletionStage<StatefulRedisConnection<String, byte[]>> connect() {
        return dialer.dial(uri -> client.connectAsync(RedisCodec.of(StringCodec.UTF8, ByteArrayCodec.INSTANCE), uri));
    }

    CompletionStage<StatefulRedisPubSubConnection<String, Envelope>> connectPubSub() {
        return dialer.dial(uri -> client.connectPubSubAsync(EnvelopeCodec.INSTANCE, uri));
    }

    /** Ends the threads, within about a second, even if Redis does not answer. */
    CompletionStage<Void> shutdown() {
        names.close();
        return dialer.close(LAST_ATTEMPT)
                .thenCompose(quiet -> client.shutdownAsync(0, 500, TimeUnit.MILLISECONDS))
                .handle((done, failure) -> {
                    CompletableFuture<Void> ended = new CompletableFuture<>();
                    resources.shutdown(0, 500, TimeUnit.MILLISECONDS);
                    loops.shutdown(0, 1500, TimeUnit.MILLISECONDS).addListener(over -> ended.complete(null));
                    return ended;
                })
                .thenCompose(ended -> ended);
    }

    private static ClientOptions options(RedisSettings settings) {
        return ClientOptions.builder()
                // We reconnect ourselves: the library would send unanswered commands again, and
                // would not report a subscription that it failed to renew.
                .autoReconnect(false)
                .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
                .replayFilter(command -> true)
                // The pipeline's bound is the one that counts; pings and scripts come on top.
                .requestQueueSize(settings.commands().max() + 1_000)
                // The pipeline has the deadlines, without a timer for each command.
                .timeoutOptions(TimeoutOptions.create())
                .useHashIndexQueue(false)
                .maintNotificationsConfig(MaintNotificationsConfig.disabled())
                .sslOptions(SslOptions.builder()
                        .handshakeTimeout(settings.commands().timeout())
                        .build())
                .socketOptions(SocketOptions.builder()
                        .connectTimeout(settings.commands().timeout())
                        .build())
                .build();
    }
}
