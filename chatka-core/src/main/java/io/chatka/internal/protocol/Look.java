package io.chatka.internal.protocol;

/**
 * What a name looks like, and the name itself, as hashes that are the same on every node.
 *
 * @param skeleton of the name's skeleton (Unicode TS 39, section 4): equal for names that look alike
 * @param name 63 bits of the name itself; the lowest bit is 1 if an authenticator vouches for the
 *     name, and 0 if a guest chose it
 */
public record Look(long skeleton, long name) {
    private static final long VOUCHED = 1;

    public static Look chosen(long skeleton, long name) {
        return new Look(skeleton, name & ~VOUCHED);
    }

    public static Look vouched(long skeleton, long name) {
        return new Look(skeleton, name | VOUCHED);
    }

    /** Whether an authenticator vouches for the name. */
    public boolean isVouched() {
        return (name & VOUCHED) != 0;
    }
}
