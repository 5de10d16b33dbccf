package io.chatka.bench;

/** What went wrong in the rooms of one event loop, counted in deliveries. Single writer. */
final class Faults {
    /** Skipped: neither the message arrived nor a gap that announces it. */
    long missing;
    /** Came twice to the same member, or a message that has two places in the room. */
    long duplicates;
    /** Came after a message that is behind it, in the room's order or in its publisher's. */
    long reordered;
    /** A place in the room's order that holds different messages for different members. */
    long contradictions;
    /** Announced by a gap. */
    long gapped;
    /** Times that a room announced a new epoch to a member. */
    long epochs;
    /** Arrived too late to be compared with what the others got; see {@link RoomLedger}. */
    long unchecked;

    void add(Faults other) {
        missing += other.missing;
        duplicates += other.duplicates;
        reordered += other.reordered;
        contradictions += other.contradictions;
        gapped += other.gapped;
        epochs += other.epochs;
        unchecked += other.unchecked;
    }
}
