package io.chatka.jwt;

import com.nimbusds.jose.JWSObject;
import io.chatka.api.Authentication;
import io.chatka.api.Authenticator;
import io.chatka.api.Credentials;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says who a client is by its token (RFC 7519). A client without a token is a guest. Checks tokens
 * on two threads of its own, since a signature can take longer than an event loop may wait; while
 * {@value #MAX_WAITING} tokens wait, clients are told to try again. Thread-safe; close it after the
 * node.
 */
public final class JwtAuthenticator implements Authenticator, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(JwtAuthenticator.class);

    /** Longer ones are refused before they are read. */
    public static final int MAX_TOKEN = 8 * 1024;

    static final int MAX_WAITING = 20_000;
    private static final int THREADS = 2;
    private static final long LOG_EVERY_NANOS = TimeUnit.SECONDS.toNanos(10);

    private static final CompletionStage<Authentication> GUEST =
            CompletableFuture.completedFuture(Authentication.guest());

    /** What follows from the settings. */
    private record State(JwtSettings settings, KeyRing own, Jwks jwks, ClaimsReader claims) {}

    private final Clock clock;
    private final ThreadPoolExecutor threads;
    private final AtomicLong loggedAt = new AtomicLong(System.nanoTime() - LOG_EVERY_NANOS);
    private final AtomicLong notLogged = new AtomicLong();
    private volatile State state;

    public JwtAuthenticator(JwtSettings settings) {
        this(settings, Clock.systemUTC());
    }

    JwtAuthenticator(JwtSettings settings, Clock clock) {
        this.clock = clock;
        this.threads = new ThreadPoolExecutor(
                THREADS, THREADS, 10, TimeUnit.SECONDS, new ArrayBlockingQueue<>(MAX_WAITING), task -> {
                    Thread thread = new Thread(task, "chatka-tokens");
                    thread.setDaemon(true);
                    return thread;
                });
        threads.allowCoreThreadTimeOut(true);
        configure(settings);
    }

    /** Uses other settings from now on; connections that are open stay. */
    public synchronized void configure(JwtSettings settings) {
        State before = state;
        JwtSettings.Keys keys = settings.keys();
        boolean sameSource = before != null
                && String.valueOf(keys.jwks())
                        .equals(String.valueOf(before.settings.keys().jwks()));
        Jwks jwks = sameSource ? before.jwks : keys.jwks() == null ? null : new Jwks(keys.jwks());
        state = new State(settings, KeyRing.of(keys.secrets(), keys.publicKeys()), jwks, new ClaimsReader(settings));
        if (before != null && before.jwks != null && !sameSource) {
            before.jwks.close();
        }
    }

    @Override
    public Duration longestTokenLife() {
        return state.settings.terms().maxLife();
    }

    @Override
    public CompletionStage<Authentication> authenticate(Credentials credentials) {
        String token = credentials.token();
        if (token == null) {
            return GUEST;
        }
        CompletableFuture<Authentication> answer = new CompletableFuture<>();
        if (token.length() > MAX_TOKEN) {
            // Before it waits, so that large tokens do not fill the memory.
            refuse(RefusedTokenException.because("a token has at most " + MAX_TOKEN + " characters"), answer);
            return answer;
        }
        try {
            threads.execute(() -> decide(token, answer));
        } catch (RejectedExecutionException full) {
            answer.complete(Authentication.unavailable("too many clients show tokens at once; try again"));
        }
        return answer;
    }

    private void decide(String token, CompletableFuture<Authentication> answer) {
        State now = state;
        answer(answer, () -> {
            JWSObject parsed = parse(now, token);
            if (isSigned(now, parsed)) {
                answer.complete(now.claims.read(claims(parsed), clock.millis()));
            } else if (now.jwks == null || now.jwks.keys() != null && isKnown(now, parsed)) {
                throw RefusedTokenException.because("the token's signature is not valid");
            } else {
                // Its key may be new, or no keys could be read so far.
                now.jwks.readAgain().thenRun(() -> answer(answer, () -> decideAgain(now, parsed, answer)));
            }
        });
    }

    private void decideAgain(State now, JWSObject parsed, CompletableFuture<Authentication> answer)
            throws RefusedTokenException {
        if (isSigned(now, parsed)) {
            answer.complete(now.claims.read(claims(parsed), clock.millis()));
        } else if (now.jwks.keys() == null) {
            throw RefusedTokenException.later("the keys of tokens cannot be read now; try again");
        } else {
            throw RefusedTokenException.because("the token's signature is not valid");
        }
    }

    /** Something that may refuse a token. */
    private interface Decision {
        void make() throws RefusedTokenException;
    }

    /** Whatever is thrown, there is an answer. */
    private void answer(CompletableFuture<Authentication> answer, Decision decision) {
        try {
            decision.make();
        } catch (RefusedTokenException refused) {
            refuse(refused, answer);
        } catch (RuntimeException | StackOverflowError unreadable) {
            refuse(RefusedTokenException.because("the token cannot be read"), answer);
        } catch (Throwable fault) {
            answer.completeExceptionally(fault);
        }
    }

    /**
     * Keys in the token's header ({@code jwk}, {@code jku}, {@code x5c}, {@code x5u}) are ignored:
     * anybody can put them there (RFC 8725, section 3.10).
     */
    private static JWSObject parse(State now, String token) throws RefusedTokenException {
        if (now.settings.keys().isEmpty()) {
            throw RefusedTokenException.because("this server takes no tokens; leave \"token\" out to come as a guest");
        }
        try {
            // Fails for tokens without a signature (alg: none) and for encrypted ones.
            JWSObject parsed = JWSObject.parse(token);
            if (parsed.getHeader().getCriticalParams() != null
                    || !parsed.getHeader().isBase64URLEncodePayload()) {
                throw RefusedTokenException.because(
                        "the token has extensions that this server does not know (\"crit\")");
            }
            return parsed;
        } catch (ParseException | IllegalArgumentException malformed) {
            throw RefusedTokenException.because("the token is no signed JSON Web Token");
        }
    }

    private static boolean isSigned(State now, JWSObject token) {
        KeyRing fetched = now.jwks == null ? null : now.jwks.keys();
        return now.own.verifies(token) || fetched != null && fetched.verifies(token);
    }

    /** Whether another read of the keys could not help. */
    private static boolean isKnown(State now, JWSObject token) {
        String id = token.getHeader().getKeyID();
        return id == null || now.jwks.keys().knows(id);
    }

    private static Map<String, Object> claims(JWSObject token) throws RefusedTokenException {
        Map<String, Object> claims = token.getPayload().toJSONObject();
        if (claims == null) {
            throw RefusedTokenException.because("the token's claims are no JSON object");
        }
        return claims;
    }

    private void refuse(RefusedTokenException refused, CompletableFuture<Authentication> answer) {
        long now = System.nanoTime();
        long last = loggedAt.get();
        if (now - last >= LOG_EVERY_NANOS && loggedAt.compareAndSet(last, now)) {
            LOG.info(
                    "refused a client: {} ({} more since the last line)", refused.getMessage(), notLogged.getAndSet(0));
        } else {
            notLogged.incrementAndGet();
        }
        answer.complete(refused.answer());
    }

    @Override
    public void close() {
        threads.shutdownNow();
        State last = state;
        if (last.jwks != null) {
            last.jwks.close();
        }
    }
}
