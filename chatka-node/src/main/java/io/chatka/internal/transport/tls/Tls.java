package io.chatka.internal.transport.tls;

import io.chatka.api.ConfigException;
import io.chatka.internal.meter.NodeMeter;
import io.chatka.internal.transport.tls.Identity.UnusableException;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import java.nio.ByteBuffer;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * TLS 1.2 and 1.3 with the server's certificate, without client certificates.
 *
 * <p>A thread of this class checks the files regularly. When they have changed, and are the same at
 * the next check, new connections get the new certificate; existing ones keep theirs. Files that
 * cannot be used change nothing, and are logged once. Thread-safe.
 */
public final class Tls implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Tls.class);

    /**
     * How long the last bytes to a client that does not read may take; then its socket is closed
     * without them.
     */
    private static final int CLOSE_NOTIFY_MILLIS = 1_000;

    private static final int LOOK_SECONDS = 10;

    private final TlsSettings settings;
    private final IdentityFiles files;
    private final NodeMeter meter;
    private final Clock clock;
    private final ExecutorService handshakes;
    private final ScheduledExecutorService watcher;
    private volatile SslContext context;
    private volatile Instant expires;

    /** The bytes in use. Of the watcher only, as are the next two. */
    private List<ByteBuffer> loaded;

    /** The bytes that the last check found. */
    private List<ByteBuffer> seen;

    /** The last fault that was logged; null after a success. */
    private String complaint;

    private Tls(TlsSettings settings, NodeMeter meter, Clock clock) {
        this.settings = settings;
        this.files = new IdentityFiles(settings);
        this.meter = meter;
        this.clock = clock;
        this.handshakes = Executors.newFixedThreadPool(
                Math.max(1, Runtime.getRuntime().availableProcessors() / 2), daemons("chatka-tls-handshake"));
        this.watcher = Executors.newSingleThreadScheduledExecutor(daemons("chatka-tls-files"));
    }

    /**
     * Loads the certificate and begins to watch its files; blocks on the disk.
     *
     * @throws ConfigException if it cannot be used
     */
    public static Tls start(TlsSettings settings, NodeMeter meter) {
        Tls tls = new Tls(settings, meter, Clock.systemUTC());
        try {
            tls.load();
        } catch (UnusableException unusable) {
            tls.close();
            throw new ConfigException("the certificate cannot be used: " + unusable.getMessage());
        }
        long millis = settings.checkEvery().toMillis();
        tls.watcher.scheduleWithFixedDelay(tls::check, millis, millis, TimeUnit.MILLISECONDS);
        return tls;
    }

    /**
     * Reads the certificate as a start does, and keeps nothing; blocks on the disk.
     *
     * @return when it, or one that vouches for it, is no longer valid
     * @throws ConfigException if it cannot be used
     */
    public static Instant expires(TlsSettings settings) {
        try {
            IdentityFiles files = new IdentityFiles(settings);
            return files.load(files.contents()).expires();
        } catch (UnusableException unusable) {
            throw new ConfigException("the certificate cannot be used: " + unusable.getMessage());
        }
    }

    /** The result of {@link #look}: a description, and the certificate to take up. */
    public static final class Found {
        private final String words;
        private final Runnable renewal;

        private Found(String words, Runnable renewal) {
            this.words = words;
            this.renewal = renewal;
        }

        /**
         * Such as {@code certificate /a.crt, /a.key: unchanged (CN=chat.example.com, valid until
         * 2027-01-01 00:00 UTC)}.
         */
        public String words() {
            return words;
        }

        /** Uses the certificate for new connections, if it is a new one. */
        public void takeUp() {
            renewal.run();
        }
    }

    /**
     * Reads the files at once, for a reload, and changes nothing yet. Blocks on the disk, for
     * {@value #LOOK_SECONDS} s at most.
     *
     * @throws ConfigException if what they contain cannot be used
     */
    public Found look() {
        Future<Found> look = watcher.submit(() -> find());
        try {
            return look.get(LOOK_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException failed) {
            throw cannotBeUsed(failed.getCause().getMessage());
        } catch (TimeoutException slow) {
            look.cancel(true);
            throw cannotBeUsed(settings.files() + ": not read within " + LOOK_SECONDS + " s; look at the disk");
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw cannotBeUsed("stopped while it was read");
        }
    }

    private static ConfigException cannotBeUsed(String why) {
        return new ConfigException("the certificate cannot be used: " + why + "; the old one stays in use");
    }

    private Found find() throws UnusableException {
        List<ByteBuffer> contents = files.contents();
        try {
            return find(contents);
        } catch (UnusableException unusable) {
            // The files may have been written between the two reads.
            List<ByteBuffer> again = files.contents();
            if (again.equals(contents)) {
                throw unusable;
            }
            return find(again);
        }
    }

    private Found find(List<ByteBuffer> contents) throws UnusableException {
        Identity identity = files.load(contents);
        boolean expired = identity.expired(clock);
        String of = "certificate " + settings.files() + ": ";
        if (contents.equals(loaded)) {
            return new Found(of + (expired ? "unchanged, and expired" : "unchanged") + " (" + identity + ")", () -> {});
        }
        if (expired) {
            throw new UnusableException(settings.files() + ": this certificate has expired (" + identity + ")");
        }
        SslContext renewed = contextOf(identity);
        return new Found(of + "renewed, for new connections (" + identity + ")", () -> {
            use(identity, renewed);
            watcher.execute(() -> {
                loaded = contents;
                complaint = null;
            });
        });
    }

    /** When the certificate in use, or one that vouches for it, is no longer valid. */
    public Instant expires() {
        return expires;
    }

    /**
     * The first handler of a new connection. It has no time limit for the handshake: the caller
     * sets one.
     */
    public ChannelHandler newHandler(Channel channel) {
        SslHandler handler = context.newHandler(channel.alloc(), handshakes);
        handler.setHandshakeTimeoutMillis(0);
        handler.setCloseNotifyFlushTimeoutMillis(CLOSE_NOTIFY_MILLIS);
        handler.handshakeFuture().addListener(done -> {
            if (!done.isSuccess()) {
                meter.rejected(NodeMeter.Reject.TLS);
            }
        });
        return handler;
    }

    @Override
    public void close() {
        watcher.shutdownNow();
        handshakes.shutdown();
    }

    private void load() throws UnusableException {
        List<ByteBuffer> contents = files.contents();
        Identity identity = files.load(contents);
        use(identity, contextOf(identity));
        loaded = contents;
        if (identity.expired(clock)) {
            LOG.warn(
                    "TLS: the certificate has expired ({}): clients will not connect; renew {}",
                    identity,
                    settings.files());
        } else {
            LOG.info("TLS: {}", identity);
        }
    }

    private void check() {
        try {
            renew();
            complaint = null;
        } catch (UnusableException unusable) {
            complain(unusable.getMessage());
        } catch (Throwable fault) {
            // A task that throws would not be called again.
            complain(String.valueOf(fault));
        }
    }

    private void renew() throws UnusableException {
        List<ByteBuffer> before = seen;
        List<ByteBuffer> contents = files.contents();
        seen = contents;
        // The two files are not written at once. What still changes is left to the next check.
        if (contents.equals(loaded) || !contents.equals(before)) {
            return;
        }
        Identity identity = files.load(contents);
        if (identity.expired(clock)) {
            throw new UnusableException(settings.files() + ": this certificate has expired (" + identity + ")");
        }
        use(identity, contextOf(identity));
        loaded = contents;
        LOG.info("TLS: new connections get the renewed certificate: {}", identity);
    }

    /** Logs a fault once, however many checks in a row find it. */
    private void complain(String why) {
        if (!why.equals(complaint)) {
            complaint = why;
            LOG.warn(
                    "TLS: the old certificate stays in use, since the new one cannot be used: {}; repair it, and the node loads it",
                    why);
        }
    }

    private void use(Identity identity, SslContext its) {
        context = its;
        expires = identity.expires();
    }

    private SslContext contextOf(Identity identity) throws UnusableException {
        try {
            return SslContextBuilder.forServer(identity.key(), identity.chain().toArray(X509Certificate[]::new))
                    .sslProvider(SslProvider.JDK)
                    .protocols("TLSv1.3", "TLSv1.2")
                    .build();
        } catch (SSLException | IllegalArgumentException refused) {
            throw new UnusableException(settings.files() + ": " + refused.getMessage());
        }
    }

    private static ThreadFactory daemons(String name) {
        AtomicInteger count = new AtomicInteger();
        return task -> {
            Thread thread = new Thread(task, name + "-" + count.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }
}
