package io.chatka.internal.observer;

import io.chatka.internal.broker.OccupancyStore;
import io.chatka.internal.fault.FaultLog;
import io.chatka.internal.fault.Stages;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Supplier;

/**
 * Finds nodes that ended without a farewell, such as by SIGKILL. Each node keeps at the broker which
 * of its rooms are occupied; one of the others takes that list and tells its observer. Thread-safe.
 */
public final class LostNodes implements AutoCloseable {
    private static final FaultLog FAULTS = FaultLog.of(LostNodes.class);

    /** A node is lost after this many looks without it: about ten seconds. */
    private static final int LOOKS = 5;

    private static final int FAREWELL_SECONDS = 2;

    private final OccupancyStore store;
    private final String self;
    private final Supplier<Set<String>> others;
    private volatile BiConsumer<String, List<String>> lost = (node, rooms) -> {};
    private final Map<String, Integer> missing = new HashMap<>();

    // Guarded by this: what is occupied now, and what of it is not kept yet.
    private final Set<String> all = new HashSet<>();
    private Map<String, Boolean> changes = new HashMap<>();
    private boolean entered;

    /**
     * @param self this node's name
     * @param others the names of the other nodes that are alive
     */
    public LostNodes(OccupancyStore store, String self, Supplier<Set<String>> others) {
        this.store = store;
        this.self = self;
        this.others = others;
    }

    String self() {
        return self;
    }

    /**
     * @param told gets the name of a node that is lost, and the rooms that were occupied there; must
     *     not block
     */
    void whenLost(BiConsumer<String, List<String>> told) {
        lost = told;
    }

    /** This node's observer is told that a room is occupied, or vacated. */
    synchronized void changed(String room, boolean occupied) {
        changes.put(room, occupied);
        if (occupied) {
            all.add(room);
        } else {
            all.remove(room);
        }
    }

    /** Keeps what has changed. Called every second. */
    public void keep() {
        Map<String, Boolean> now;
        synchronized (this) {
            if (changes.isEmpty() && entered) {
                return;
            }
            now = changes;
            changes = new HashMap<>();
            entered = true;
        }
        Set<String> occupied = new HashSet<>();
        Set<String> vacated = new HashSet<>();
        now.forEach((room, is) -> (is ? occupied : vacated).add(room));
        Stages.begin(() -> store.change(self, occupied, vacated)).whenComplete((kept, failure) -> {
            if (failure != null) {
                again(now);
            }
        });
    }

    /** The broker is away: later changes count. */
    private synchronized void again(Map<String, Boolean> before) {
        before.forEach(changes::putIfAbsent);
        entered = false;
    }

    /** Looks for nodes that are missing. Called at each announcement. */
    public void look() {
        Stages.begin(store::nodes).thenAccept(this::look).whenComplete((done, failure) -> {
            if (failure != null) {
                synchronized (missing) {
                    // It may take as long until the others are heard again.
                    missing.clear();
                }
            }
        });
    }

    private void look(Set<String> found) {
        enterAgain(found);
        Set<String> alive = others.get();
        Set<String> gone = new HashSet<>();
        synchronized (missing) {
            missing.keySet().retainAll(found);
            for (String node : found) {
                if (node.equals(self) || alive.contains(node)) {
                    missing.remove(node);
                } else if (missing.merge(node, 1, Integer::sum) == LOOKS) {
                    missing.remove(node);
                    gone.add(node);
                }
            }
        }
        gone.forEach(this::take);
    }

    /** Another node took this one for lost, or the broker has lost its data. */
    private synchronized void enterAgain(Set<String> found) {
        if (entered && !found.contains(self)) {
            all.forEach(room -> changes.putIfAbsent(room, true));
            entered = false;
        }
    }

    private void take(String node) {
        store.take(node).whenComplete((rooms, failure) -> {
            if (failure != null) {
                FAULTS.report("the rooms of a lost node could not be read; another look follows", failure);
            } else if (rooms != null) {
                lost.accept(node, rooms);
            }
        });
    }

    /** Says farewell, after the observer was told all. Blocks for {@value #FAREWELL_SECONDS} s at most. */
    @Override
    public void close() {
        synchronized (this) {
            if (!entered) {
                return;
            }
        }
        CompletionStage<List<String>> farewell = Stages.begin(() -> store.take(self));
        farewell.toCompletableFuture()
                .completeOnTimeout(null, FAREWELL_SECONDS, TimeUnit.SECONDS)
                .exceptionally(away -> null)
                .join();
    }
}
