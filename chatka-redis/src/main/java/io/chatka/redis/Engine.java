package io.chatka.redis;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.MaintNotificationsConfig;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.metrics.CommandLatencyRecorder;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.DefaultEventLoopGroupProvider;
import io.lettuce.core.resource.Transports;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/** The client library, set up for us: one thread for both connections and for all that is decided about them. */
final class Engine {
    static {
        // With Netty's io_uring beside its epoll on the class path, the library would warn that it prefers epoll.
        System.getProperties().putIfAbsent("io.lettuce.core.iouring", "false");
    }

    private final RedisURI uri;
    private final DefaultEventLoopGroupProvider loops;
    private final ClientResources resources;
    private final RedisClient client;
    private final EventExecutor loop;

    Engine(RedisSettings settings) {
        uri = settings.redisUri();
        loops = new DefaultEventLoopGroupProvider(1, pool -> new DefaultThreadFactory("chatka-redis", true));
        resources = ClientResources.builder()
                .eventLoopGroupProvider(loops)
                .threadFactoryProvider(pool -> new DefaultThreadFactory("chatka-" + pool, true))
                .computationThreadPoolSize(2)
                .commandLatencyRecorder(CommandLatencyRecorder.disabled())
                .build();
        client = RedisClient.create(resources);
        client.setOptions(options(settings));
        loop = loops.allocate(Transports.eventLoopGroupClass()).next();
    }

    EventExecutor loop() {
        return loop;
    }

    CompletionStage<StatefulRedisConnection<String, byte[]>> connect() {
        return client.connectAsync(RedisCodec.of(StringCodec.UTF8, ByteArrayCodec.INSTANCE), uri);
    }

    CompletionStage<StatefulRedisPubSubConnection<String, Envelope>> connectPubSub() {
        return client.connectPubSubAsync(EnvelopeCodec.INSTANCE, uri);
    }

    /** Ends the threads, in about a second even when Redis does not answer. */
    CompletionStage<Void> shutdown() {
        return client.shutdownAsync(0, 500, TimeUnit.MILLISECONDS)
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
                // We connect again ourselves: the library would send once more what was not answered, and would not
                // tell of a subscription that it failed to renew.
                .autoReconnect(false)
                .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
                .replayFilter(command -> true)
                // The pipeline's bound is the tighter one; some room for pings and scripts beside it.
                .requestQueueSize(settings.maxQueuedCommands() + 1_000)
                // Deadlines are kept by the pipeline, with no timer per command.
                .timeoutOptions(TimeoutOptions.create())
                .useHashIndexQueue(false)
                .maintNotificationsConfig(MaintNotificationsConfig.disabled())
                .socketOptions(SocketOptions.builder()
                        .connectTimeout(settings.commandTimeout())
                        .build())
                .build();
    }
}
