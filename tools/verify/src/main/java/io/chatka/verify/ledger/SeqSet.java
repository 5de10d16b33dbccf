package io.chatka.verify.ledger;

import java.util.BitSet;

/**
 * A set of seqs that lie near each other: a bit for each. A long run has millions of them, one for
 * each message and each of its receivers.
 */
final class SeqSet {
    private BitSet bits = new BitSet();
    /** The seq of the first bit. */
    private long base;

    void add(long seq) {
        if (bits.isEmpty()) {
            base = seq;
        } else if (seq < base) {
            BitSet wider = new BitSet();
            long shift = base - seq;
            bits.stream().forEach(bit -> wider.set((int) (bit + shift)));
            bits = wider;
            base = seq;
        }
        bits.set((int) (seq - base));
    }

    boolean contains(long seq) {
        return seq >= base && bits.get((int) (seq - base));
    }

    /** Forgets all up to that one. */
    void dropTo(long seq) {
        if (seq >= base) {
            bits = bits.get((int) Math.min(seq + 1 - base, bits.length()), bits.length());
            base = seq + 1;
        }
    }

    void clear() {
        bits.clear();
    }
}
