package io.chatka.internal.redis;

import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulConnection;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Connects to a host by its name: looks it up for each attempt, and tries its addresses in turn. If
 * the first attempts fail, it finds out what answers in place of a Redis. Any thread.
 */
final class Dialer {

    /** One address of the host, with the host's name for the check of a certificate. */
    static final class At extends RedisURI {
        private static final long serialVersionUID = 1;

        final transient InetSocketAddress address;

        At(RedisURI uri, InetAddress address) {
            super(uri);
            this.address = new InetSocketAddress(address, uri.getPort());
        }
    }

    /** An attempt that failed. */
    private record Failed(At target, Throwable cause) {}

    private final EventExecutor loop;
    private final Names names;
    private final RedisURI uri;
    private final Duration patience;

    /** Attempts in progress. */
    private final AtomicInteger underWay = new AtomicInteger();

    private final CompletableFuture<Void> quiet = new CompletableFuture<>();
    private volatile boolean closed;

    /** Whether a Redis has answered before; then the address is right. */
    private volatile boolean known;

    /** @param patience how long one address may take, from the first packet to the end of the handshake */
    Dialer(EventExecutor loop, Names names, RedisURI uri, Duration patience) {
        this.loop = loop;
        this.names = names;
        this.uri = uri;
        this.patience = patience;
    }

    /**
     * @return fails if no address can be used, with the cause at the first one that could be
     *     reached. A connection that opens too late is closed
     */
    <C extends StatefulConnection<?, ?>> CompletionStage<C> dial(Function<RedisURI, CompletionStage<C>> connect) {
        return names.addresses(uri.getHost()).thenComposeAsync(addresses -> dial(addresses, connect, null), loop);
    }

    private <C extends StatefulConnection<?, ?>> CompletionStage<C> dial(
            List<InetAddress> addresses, Function<RedisURI, CompletionStage<C>> connect, Failed before) {
        At target = new At(uri, addresses.get(0));
        List<InetAddress> others = addresses.subList(1, addresses.size());
        return open(target, connect)
                .handle((opened, failure) -> {
                    if (failure == null) {
                        known = true;
                        return CompletableFuture.completedFuture(opened);
                    }
                    Failed told = before == null || unreachable(before.cause) || answered(failure)
                            ? new Failed(target, failure)
                            : before;
                    return others.isEmpty() || answered(failure)
                            ? explained(told).<C>thenCompose(CompletableFuture::failedFuture)
                            : dial(others, connect, told);
                })
                .thenCompose(outcome -> outcome);
    }

    /** What answers in place of a Redis, or else the failure. */
    private CompletionStage<Throwable> explained(Failed failed) {
        Throwable failure = failed.cause;
        if (known || answered(failure) || has(failure, ConnectException.class::isInstance) || unreachable(failure)) {
            return CompletableFuture.completedFuture(failure);
        }
        return names.runBlocking(() -> UnexpectedPeer.at(failed.target.address, uri.isSsl()))
                .thenApply(stranger ->
                        stranger.<Throwable>map(Fault.FaultException::new).orElse(failure));
    }

    /** On the loop. */
    private <C extends StatefulConnection<?, ?>> CompletableFuture<C> open(
            At target, Function<RedisURI, CompletionStage<C>> connect) {
        if (closed) {
            return CompletableFuture.failedFuture(new RejectedExecutionException("closed"));
        }
        underWay.incrementAndGet();
        CompletableFuture<C> connected = new CompletableFuture<>();
        Future<?> deadline = loop.schedule(
                () -> connected.completeExceptionally(new TimeoutException("no answer")),
                patience.toMillis(),
                TimeUnit.MILLISECONDS);
        CompletionStage<C> opening;
        try {
            opening = connect.apply(target);
        } catch (RuntimeException notTried) {
            opening = CompletableFuture.failedFuture(notTried);
        }
        opening.whenComplete((opened, failure) -> {
            deadline.cancel(false);
            if (failure != null) {
                connected.completeExceptionally(
                        failure instanceof CompletionException && failure.getCause() != null
                                ? failure.getCause()
                                : failure);
            } else if (!connected.complete(opened)) {
                opened.closeAsync();
            }
            underWay.decrementAndGet();
            endIfQuiet();
        });
        return connected;
    }

    /**
     * Starts no more attempts, and waits for those in progress: an event loop that ends meanwhile
     * may open a socket after it has closed all others, and never close it.
     *
     * @param most how long to wait
     * @return completes when no attempt is in progress, or after that time; never fails
     */
    CompletionStage<Void> close(Duration most) {
        closed = true;
        endIfQuiet();
        return quiet.completeOnTimeout(null, most.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void endIfQuiet() {
        if (closed && underWay.get() == 0) {
            quiet.complete(null);
        }
    }

    /** Whether a Redis has refused: at another address, it would refuse the same. */
    private static boolean answered(Throwable failure) {
        return has(failure, RedisCommandExecutionException.class::isInstance);
    }

    /**
     * Whether no packet can get there, as with IPv6 on a machine without it: other failures tell
     * more.
     */
    private static boolean unreachable(Throwable failure) {
        return has(
                failure,
                cause -> cause instanceof NoRouteToHostException
                        || String.valueOf(cause.getMessage()).contains("nreachable"));
    }

    private static boolean has(Throwable failure, Predicate<Throwable> kind) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (kind.test(cause)) {
                return true;
            }
        }
        return false;
    }
}
