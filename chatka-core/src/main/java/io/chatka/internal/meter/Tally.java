package io.chatka.internal.meter;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * A number that one thread writes and any thread reads. A write costs as much as that of a plain field: an
 * opaque store is atomic and becomes visible soon, which is enough for a figure.
 */
public final class Tally {
    private static final VarHandle VALUE;

    static {
        try {
            VALUE = MethodHandles.lookup().findVarHandle(Tally.class, "value", long.class);
        } catch (ReflectiveOperationException impossible) {
            throw new ExceptionInInitializerError(impossible);
        }
    }

    private long value;

    /** The writer's thread only. */
    public void add(long amount) {
        VALUE.setOpaque(this, value + amount);
    }

    /** The writer's thread only. */
    public void set(long amount) {
        VALUE.setOpaque(this, amount);
    }

    /** Any thread. */
    public long get() {
        return (long) VALUE.getOpaque(this);
    }
}
