package io.chatka.internal.meter;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * A number that one thread writes and any thread reads. Writing costs what a plain field costs: an opaque store is whole
 * and becomes visible in a while, and that is all that a figure needs.
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
