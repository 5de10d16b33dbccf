package io.chatka.internal.cluster;

import io.chatka.internal.broker.Broker;
import io.chatka.internal.broker.FactStore;
import io.chatka.internal.broker.FactStore.Fact;
import io.chatka.internal.broker.Topic;
import io.chatka.internal.fault.FaultLog;
import io.chatka.internal.fault.Stages;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/**
 * This node's copy of the {@link FactStore}. Every change is told to all nodes with the version that
 * it gave the table. Each node also tells its version regularly, so that a node that missed a change
 * notices and reads the whole table. Thread-safe; never blocks.
 */
public final class Facts {
    private static final FaultLog FAULTS = FaultLog.of(Facts.class);
    private static final long NEVER_READ = -1;

    private final Broker broker;
    private final LongSupplier clock;
    private final Map<String, Fact> facts = new ConcurrentHashMap<>();
    private volatile Consumer<String> changed = key -> {};
    private volatile long version = NEVER_READ;
    private volatile boolean listening;
    private boolean reading;

    /** Keys that notes named during a read. */
    private final Set<String> toldMeanwhile = new HashSet<>();

    /** @param clock Unix time in milliseconds */
    public Facts(Broker broker, LongSupplier clock) {
        this.broker = broker;
        this.clock = clock;
    }

    /**
     * Starts to listen to the other nodes, and reads the table.
     *
     * @param changed called with the key of each fact that is new, other or gone, on a thread of the
     *     broker; must not block
     */
    public void start(Consumer<String> changed) {
        this.changed = changed;
        read();
        listen();
    }

    private void listen() {
        if (!listening) {
            broker.nodes().subscribe(Topic.FACTS, this::onNote);
            listening = true;
        }
    }

    /** Tells the other nodes this node's version; to be called regularly. */
    public void announce() {
        listen();
        if (version == NEVER_READ) {
            read();
        } else {
            broker.nodes().send(Topic.FACTS, bytes(Long.toString(version)));
        }
    }

    /** The keys of all facts; some may have ended. */
    public Stream<String> keys() {
        return facts.keySet().stream();
    }

    public boolean isEmpty() {
        return facts.isEmpty();
    }

    /** Null if there is no such fact, or it has ended. */
    public Fact get(String key) {
        Fact fact = facts.get(key);
        return fact == null || isOver(fact) ? null : fact;
    }

    private boolean isOver(Fact fact) {
        return fact.until() != 0 && fact.until() <= clock.getAsLong();
    }

    /** Sets a fact, on this node by the time the stage completes. */
    public CompletionStage<Void> put(String key, Fact fact) {
        return broker.facts().put(key, fact).thenAccept(now -> {
            broker.nodes().send(Topic.FACTS, bytes(now + "\n" + key + "\n" + fact.until() + "\n" + fact.value()));
            apply(now, key, fact);
        });
    }

    /** Ends a fact, on this node by the time the stage completes. */
    public CompletionStage<Void> remove(String key) {
        return broker.facts().remove(key).thenAccept(now -> {
            broker.nodes().send(Topic.FACTS, bytes(now + "\n" + key));
            apply(now, key, null);
        });
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private void onNote(byte[] note) {
        try {
            String[] parts = new String(note, StandardCharsets.UTF_8).split("\n", 4);
            long told = Long.parseLong(parts[0]);
            if (parts.length == 1) {
                if (told != version) {
                    read();
                }
            } else {
                apply(told, parts[1], parts.length < 4 ? null : new Fact(parts[3], Long.parseLong(parts[2])));
            }
        } catch (NumberFormatException | ArrayIndexOutOfBoundsException noNote) {
            // Another program's, or a newer node's. What it tells is in the table.
            read();
        }
    }

    /** @param fact null if it is gone */
    private void apply(long told, String key, Fact fact) {
        boolean news = false;
        boolean complete;
        synchronized (this) {
            if (told > version) {
                news = set(key, fact);
                if (reading) {
                    toldMeanwhile.add(key);
                }
            }
            // Otherwise changes were missed, or the table began anew.
            complete = told == version || told == version + 1;
            version = told == version + 1 ? told : version;
        }
        if (news) {
            tell(key);
        }
        if (!complete) {
            read();
        }
    }

    private boolean set(String key, Fact fact) {
        Fact before = fact == null ? facts.remove(key) : facts.put(key, fact);
        return fact == null ? before != null : !fact.equals(before);
    }

    private void tell(String key) {
        FAULTS.attempt("a change of the facts that all nodes share could not be handled", () -> changed.accept(key));
    }

    private void read() {
        synchronized (this) {
            if (reading) {
                return;
            }
            reading = true;
            toldMeanwhile.clear();
        }
        Stages.begin(() -> broker.facts().read()).whenComplete(this::onRead);
    }

    /** After a failure, the next note that differs reads again. */
    private void onRead(FactStore.Facts table, Throwable failure) {
        Set<String> news = new HashSet<>();
        synchronized (this) {
            reading = false;
            if (failure != null) {
                return;
            }
            // What was told while the read was under way may be newer than the read.
            Set<String> keys = new HashSet<>(facts.keySet());
            keys.addAll(table.byKey().keySet());
            keys.removeAll(toldMeanwhile);
            // Many bans have the same reason, which is kept once.
            Map<String, String> values = new HashMap<>();
            for (String key : keys) {
                Fact fact = table.byKey().get(key);
                Fact kept = fact == null
                        ? null
                        : new Fact(values.computeIfAbsent(fact.value(), value -> value), fact.until());
                if (set(key, kept)) {
                    news.add(key);
                }
            }
            version = table.version();
        }
        news.forEach(this::tell);
    }
}
