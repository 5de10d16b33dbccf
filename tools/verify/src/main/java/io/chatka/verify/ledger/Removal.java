package io.chatka.verify.ledger;

/** What a place in a room's order says about texts that are gone. */
public sealed interface Removal {
    /** The text that was in this place is gone: a tombstone. */
    record Here() implements Removal {
        @Override
        public String toString() {
            return "tombstone";
        }
    }

    /** The text at that seq is gone. */
    record Of(long seq) implements Removal {
        @Override
        public String toString() {
            return "seq " + seq + " is deleted";
        }
    }

    /** All earlier texts of that user are gone. */
    record AllBy(String user) implements Removal {
        @Override
        public String toString() {
            return "all of " + user + " is deleted";
        }
    }
}
