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
 * Connects to a host by its name: looks it up each time, and tries its addresses in turn. Until it has succeeded once, it finds
 * out what else may be there when no Redis answers. Any thread.
 */
final class Dialer {

    /** A Redis at one of the addresses of its host; the host's name stays, for the check of a certificate. */
    static final class At extends RedisURI {
        private static final long serialVersionUID = 1;

        final transient InetSocketAddress address;

        At(RedisURI uri, InetAddress address) {
            super(uri);
            this.address = new InetSocketAddress(address, uri.getPort());
        }
    }

    private final EventExecutor loop;
    private final Names names;
    private final RedisURI uri;
    private final Duration patience;

    /** Attempts that have not ended. */
    private final AtomicInteger underWay = new AtomicInteger();

    private final CompletableFuture<Void> quiet = new CompletableFuture<>();
    private volatile boolean closed;

    /** Whether a Redis has been there; then a failure is no wrong address. */
    private volatile boolean known;

    /** @param patience how long one address may take, from the first packet to the end of the handshake */
    Dialer(EventExecutor loop, Names names, RedisURI uri, Duration patience) {
        this.loop = loop;
        this.names = names;
        this.uri = uri;
        this.patience = patience;
    }

    /** @return fails with the cause at the first address, where none can be used; what is opened too late is closed */
    <C extends StatefulConnection<?, ?>> CompletionStage<C> dial(Function<RedisURI, CompletionStage<C>> connect) {
        return names.addresses(uri.getHost()).thenComposeAsync(addresses -> dial(addresses, connect, null), loop);
    }

    private <C extends StatefulConnection<?, ?>> CompletionStage<C> dial(
            List<InetAddress> addresses, Function<RedisURI, CompletionStage<C>> connect, Throwable before) {
        At first = new At(uri, addresses.get(0));
        List<InetAddress> others = addresses.subList(1, addresses.size());
        return open(first, connect)
                .handle((opened, failure) -> {
                    if (failure == null) {
                        known = true;
                        return CompletableFuture.completedFuture(opened);
                    }
                    Throwable cause = before == null || unreachable(before) || answered(failure) ? failure : before;
                    return others.isEmpty() || answered(failure)
                            ? explained(first, cause).<C>thenCompose(CompletableFuture::failedFuture)
                            : dial(others, connect, cause);
                })
                .thenCompose(outcome -> outcome);
    }

    /** The failure, or what is there in place of a Redis. */
    private CompletionStage<Throwable> explained(At target, Throwable failure) {
        if (known || answered(failure) || has(failure, ConnectException.class::isInstance) || unreachable(failure)) {
            return CompletableFuture.completedFuture(failure);
        }
        return names.outside(() -> UnexpectedPeer.at(target.address, uri.isSsl()))
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
     * Begins no attempt any more. An event loop that ends while one is under way may open its socket after it has closed all
     * others, and never close it.
     *
     * @param most how long to wait for attempts that are under way
     * @return completes when none is, or the time is over; never fails
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

    /** Whether a Redis is there: what it refuses another address would refuse, too. */
    private static boolean answered(Throwable failure) {
        return has(failure, RedisCommandExecutionException.class::isInstance);
    }

    /** Such as IPv6 where this machine has none: the other addresses tell more. */
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
