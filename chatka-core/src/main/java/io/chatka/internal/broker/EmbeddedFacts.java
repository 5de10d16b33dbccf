package io.chatka.internal.broker;

import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The facts of a single node; they end with the JVM. */
final class EmbeddedFacts implements FactStore {
    private final Clock clock;
    private final Map<String, Fact> facts = new HashMap<>();
    private final Map<String, byte[]> secrets = new HashMap<>();
    private long version;

    EmbeddedFacts(Clock clock) {
        this.clock = clock;
    }

    @Override
    public synchronized CompletionStage<Long> put(String key, Fact fact) {
        facts.put(key, fact);
        return CompletableFuture.completedFuture(++version);
    }

    @Override
    public synchronized CompletionStage<Long> remove(String key) {
        if (facts.remove(key) != null) {
            version++;
        }
        return CompletableFuture.completedFuture(version);
    }

    @Override
    public synchronized CompletionStage<Facts> read() {
        facts.values().removeIf(fact -> fact.until() != 0 && fact.until() <= clock.millis());
        return CompletableFuture.completedFuture(new Facts(version, Map.copyOf(facts)));
    }

    @Override
    public synchronized CompletionStage<byte[]> secret(String name, byte[] made) {
        return CompletableFuture.completedFuture(
                secrets.computeIfAbsent(name, absent -> made.clone()).clone());
    }
}
