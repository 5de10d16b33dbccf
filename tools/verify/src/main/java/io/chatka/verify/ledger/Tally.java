package io.chatka.verify.ledger;

/** A number for each {@link Count}. */
public final class Tally {
    private final long[] numbers = new long[Count.values().length];

    void add(Count count, long more) {
        numbers[count.ordinal()] += more;
    }

    public long get(Count count) {
        return numbers[count.ordinal()];
    }

    /** The difference from an earlier copy. */
    public Tally since(Tally earlier) {
        Tally difference = new Tally();
        for (int i = 0; i < numbers.length; i++) {
            difference.numbers[i] = numbers[i] - earlier.numbers[i];
        }
        return difference;
    }

    public Tally copy() {
        return since(new Tally());
    }
}
