package io.chatka.verify.ledger;

/** Where everybody writes what happened: into the journal, and past the checker. For one thread, but {@link #now}. */
public final class Recorder {
    private static final int KEPT = 400_000;

    private final long started = System.nanoTime();
    private final Journal journal = new Journal(KEPT);
    private final Checker checker;

    /** @param slack how many times longer than promised everything may take */
    public Recorder(int slack) {
        this.checker = new Checker(slack);
    }

    /** Nanoseconds since the run began. From any thread. */
    public long now() {
        return System.nanoTime() - started;
    }

    public void record(Event event) {
        journal.add(event);
        checker.accept(event);
    }

    public Journal journal() {
        return journal;
    }

    public Checker checker() {
        return checker;
    }
}
