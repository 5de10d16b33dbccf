package io.chatka.doctor;

import io.chatka.api.ConfigException;
import io.chatka.internal.transport.tls.Tls;
import io.chatka.internal.transport.tls.TlsSettings;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;

/** Whether the certificate for clients can be used, and for how long. */
final class Certificate implements Check {
    private static final String NAME = "certificate";
    private static final String RENEW = "renew it in the same files: a running server loads it";

    /** Programs that renew certificates do so earlier. */
    private static final Duration SOON = Duration.ofDays(14);

    private final Optional<TlsSettings> settings;
    private final Clock clock;

    Certificate(Optional<TlsSettings> settings, Clock clock) {
        this.settings = settings;
        this.clock = clock;
    }

    @Override
    public List<Finding> look() {
        return List.of(settings.map(this::judge)
                .orElseGet(() -> Finding.ok(NAME, "none: clients connect without TLS, or to a proxy in front")));
    }

    private Finding judge(TlsSettings tls) {
        Instant end;
        try {
            end = Tls.expires(tls);
        } catch (ConfigException unusable) {
            return Finding.problem(
                    NAME, unusable.getMessage(), "correct chatka.server.tls, or the files that it names");
        }
        Duration left = Duration.between(clock.instant(), end);
        String found = "valid until " + end.atOffset(ZoneOffset.UTC).toLocalDate();
        if (left.isNegative() || left.isZero()) {
            return Finding.problem(NAME, found + ": it has expired, and no client will connect", RENEW);
        }
        found += ", for " + left.toDays() + " days";
        return left.compareTo(SOON) < 0 ? Finding.warning(NAME, found, RENEW) : Finding.ok(NAME, found);
    }
}
