package io.chatka.doctor;

import com.typesafe.config.Config;
import io.chatka.api.BrokerUnavailableException;
import io.chatka.internal.redis.RedisFacts;
import io.chatka.internal.redis.RedisJudge;
import io.chatka.internal.redis.RedisSettings;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Checks the Redis that the server would use. */
final class Redis implements Check {
    private static final String NAME = "redis";
    private static final long SLOW_MILLIS = 5;
    private static final long TOO_SLOW_MILLIS = 100;

    private final Config config;
    private final RedisSettings settings;
    private final Clock clock;
    private Optional<RedisFacts> facts = Optional.empty();

    /** @param settings null if there is none */
    Redis(Config config, RedisSettings settings, Clock clock) {
        this.config = config;
        this.settings = settings;
        this.clock = clock;
    }

    /** What {@link #look} has read; empty before, and if Redis did not answer. */
    Optional<RedisFacts> facts() {
        return facts;
    }

    @Override
    public List<Finding> look() {
        if (settings == null) {
            return List.of(Finding.ok(NAME, "none: a single node with the embedded broker"));
        }
        RedisFacts told;
        try {
            told = RedisFacts.of(settings, clock);
        } catch (BrokerUnavailableException away) {
            String[] causeAndRemedy = away.getMessage().split("; ", 2);
            return List.of(Finding.problem(
                    NAME, causeAndRemedy[0], causeAndRemedy.length > 1 ? causeAndRemedy[1] : "look into its log"));
        }
        facts = Optional.of(told);
        RedisJudge judge = new RedisJudge(told.info(), told.config(), RedisSettings.ALLOW_EVICTION.in(config));
        RedisFindings of = new RedisFindings(told, judge);
        if (judge.kind().isPresent()) {
            // The other checks do not apply to this kind of server.
            return List.of(of.version());
        }
        List<Finding> findings = new ArrayList<>();
        findings.add(
                judge.role().map(fault -> RedisFindings.problem(NAME, fault)).orElseGet(() -> writes(told)));
        findings.add(layout(told));
        if (told.info().isEmpty()) {
            findings.add(Finding.unknown("redis settings", "the user may not ask for INFO; allow it with +info"));
            return findings;
        }
        findings.add(of.version());
        findings.add(latency(told));
        findings.add(of.memory());
        findings.add(of.persistence());
        findings.add(of.pubSubBuffer());
        findings.add(of.clients());
        return findings;
    }

    private Finding writes(RedisFacts told) {
        String where = "Redis at " + settings.address();
        if (told.refusal() == null) {
            return Finding.ok(NAME, where + " takes writes");
        }
        String[] causeAndRemedy = told.refusal().split("; ", 2);
        return Finding.problem(
                NAME,
                where + " takes no writes: " + causeAndRemedy[0],
                causeAndRemedy.length > 1 ? causeAndRemedy[1] : "look into its log");
    }

    private Finding layout(RedisFacts told) {
        String name = "redis layout";
        if (told.layoutTrouble() == null) {
            return Finding.ok(name, "keys " + settings.prefix() + ":* can be used");
        }
        String[] causeAndRemedy = told.layoutTrouble().split("; ", 2);
        return Finding.problem(name, causeAndRemedy[0], causeAndRemedy[1]);
    }

    private static Finding latency(RedisFacts told) {
        String name = "redis latency";
        double millis = told.latency().toNanos() / 1e6;
        String found = Readable.millis(millis) + " for an answer (median)";
        if (millis > TOO_SLOW_MILLIS) {
            return Finding.warning(
                    name, found + ": every message waits at least that long", "put Redis and its nodes close together");
        }
        return millis > SLOW_MILLIS
                ? Finding.warning(
                        name, found, "look for the cause: redis-cli --latency, SLOWLOG GET, the network between")
                : Finding.ok(name, found);
    }
}
