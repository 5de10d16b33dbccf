package io.chatka.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;

/**
 * The users of one run: their rooms, their event loops, and what became of them. Thread-safe: the
 * event loops report here, and the run reads.
 */
final class Crowd {
    private final Plan plan;
    private final Clock clock;
    private final String tag;
    private final List<Worker> workers = new ArrayList<>();
    private final List<Connection> connections = new ArrayList<>();
    private final List<Publisher> publishers = new ArrayList<>();
    /** For rooms on several event loops: on how many a message has reached all members. */
    private final Map<Long, Integer> partlyComplete = new ConcurrentHashMap<>();

    private final AtomicInteger joined = new AtomicInteger();
    private final AtomicInteger failed = new AtomicInteger();
    private final AtomicInteger unavailable = new AtomicInteger();
    private final AtomicInteger dropped = new AtomicInteger();
    private final AtomicInteger closed = new AtomicInteger();
    private final Map<String, LongAdder> errors = new ConcurrentHashMap<>();
    private final AtomicReference<String> firstFailure = new AtomicReference<>();
    private volatile long textLimit;
    private volatile long measureFrom = Long.MAX_VALUE;

    /** @param tag makes the names of the rooms new */
    Crowd(Plan plan, Loops loops, Clock clock, String tag) {
        this.plan = plan;
        this.clock = clock;
        this.tag = tag;
        for (int i = 0; i < loops.count(); i++) {
            workers.add(new Worker(loops.get(i), this));
        }
        for (int user = 0; user < plan.people().users(); user++) {
            Worker worker = workers.get(workerOf(user));
            Publisher publisher = user < plan.people().publishers() ? publisher(user, worker) : null;
            connections.add(new Connection(worker, user % plan.people().rooms(), publisher));
        }
    }

    private Publisher publisher(int user, Worker worker) {
        Publisher publisher =
                new Publisher(user, worker, plan, roomName(user % plan.people().rooms()), budget(user));
        publishers.add(publisher);
        worker.add(publisher);
        return publisher;
    }

    /** Whole rooms, where there are enough of them; else every room is spread over all loops. */
    private int workerOf(int user) {
        int room = user % plan.people().rooms();
        return (plan.people().rooms() >= workers.size()
                        ? room
                        : user / plan.people().rooms())
                % workers.size();
    }

    private int budget(int publisher) {
        int messages = messages();
        if (messages == 0) {
            return Integer.MAX_VALUE;
        }
        return messages / plan.people().publishers()
                + (publisher < messages % plan.people().publishers() ? 1 : 0);
    }

    private int messages() {
        if (plan.load() instanceof Plan.Rate rate) {
            return rate.messages();
        }
        return plan.load() instanceof Plan.Window window ? window.messages() : ((Plan.Burst) plan.load()).messages();
    }

    Plan plan() {
        return plan;
    }

    Clock clock() {
        return clock;
    }

    String roomName(int room) {
        return "bench-" + tag + '-' + room;
    }

    List<Worker> workers() {
        return workers;
    }

    List<Connection> connections() {
        return connections;
    }

    List<Publisher> publishers() {
        return publishers;
    }

    // --- Measurements

    long measureFrom() {
        return measureFrom;
    }

    /** Messages that are due from here on count. */
    void measureFrom(long nanos) {
        measureFrom = nanos;
    }

    /**
     * The publisher of a message that has reached everybody; null if it has not yet, or is nobody
     * of ours.
     */
    Publisher completed(int publisher, int number) {
        if (publisher >= publishers.size()) {
            return null;
        }
        int shares = plan.people().rooms() >= workers.size()
                ? 1
                : Math.min(workers.size(), membersOf(publisher % plan.people().rooms()));
        if (shares > 1) {
            long message = (long) publisher << 32 | number;
            if (partlyComplete.merge(message, 1, Integer::sum) < shares) {
                return null;
            }
            partlyComplete.remove(message);
        }
        return publishers.get(publisher);
    }

    private int membersOf(int room) {
        return (plan.people().users() - room + plan.people().rooms() - 1)
                / plan.people().rooms();
    }

    // --- What becomes of the users

    void welcomed(long limit) {
        textLimit = limit;
    }

    /** Characters that the server takes as one message's text; 0 if unknown. */
    long textLimit() {
        return textLimit;
    }

    void joined() {
        joined.incrementAndGet();
    }

    /**
     * @param hadJoined false if it never got so far; @param status of a handshake that was refused,
     *     or 0
     */
    void ended(boolean hadJoined, int status, String reason) {
        (hadJoined ? dropped : failed).incrementAndGet();
        if (status == 503) {
            unavailable.incrementAndGet();
        }
        firstFailure.compareAndSet(null, reason);
    }

    void closed() {
        closed.incrementAndGet();
    }

    void error(String code) {
        errors.computeIfAbsent(code, any -> new LongAdder()).increment();
    }

    int joinedCount() {
        return joined.get();
    }

    int failedCount() {
        return failed.get();
    }

    /** Handshakes that were answered with 503. */
    int unavailableCount() {
        return unavailable.get();
    }

    /** Connections that the server or the network ended after they had joined. */
    int droppedCount() {
        return dropped.get();
    }

    int closedCount() {
        return closed.get();
    }

    String firstFailure() {
        return firstFailure.get();
    }

    Map<String, Long> errors() {
        Map<String, Long> counts = new TreeMap<>();
        errors.forEach((code, count) -> counts.put(code, count.sum()));
        return counts;
    }

    boolean rateLimited() {
        return errors.containsKey("rate_limited");
    }

    // --- Sums

    long published() {
        return publishers.stream().mapToLong(Publisher::sent).sum();
    }

    boolean exhausted() {
        return publishers.stream().allMatch(Publisher::exhausted);
    }

    long deliveries() {
        return workers.stream()
                .mapToLong(worker -> worker.meter().deliveries.get())
                .sum();
    }

    long bytes() {
        return workers.stream().mapToLong(worker -> worker.meter().bytes.get()).sum();
    }

    /** Messages that were sent into each room and not refused. */
    long[] expected() {
        long[] expected = new long[plan.people().rooms()];
        for (int i = 0; i < publishers.size(); i++) {
            Publisher publisher = publishers.get(i);
            expected[i % expected.length] += publisher.sent() - publisher.refused();
        }
        return expected;
    }
}
