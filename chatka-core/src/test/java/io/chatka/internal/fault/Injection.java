package io.chatka.internal.fault;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * One fault at one numbered step of a scenario. A test runs the scenario with a fault at its first
 * step, at its second one, and so on until there is no such step any more.
 */
public final class Injection {
    private final int at;
    private final Supplier<Throwable> fault;
    private int steps;
    private Object hit;
    private String where;

    private Injection(int at, Supplier<Throwable> fault) {
        this.at = at;
        this.fault = fault;
    }

    /** What may be thrown at any step. */
    public enum Kind {
        EXCEPTION(() -> new IllegalStateException("a fault that the test put in")),
        ERROR(() -> new AssertionError("a fault that the test put in")),
        OUT_OF_MEMORY(() -> new OutOfMemoryError("a fault that the test put in")),
        STACK_OVERFLOW(() -> new StackOverflowError("a fault that the test put in")),
        LINKAGE(() -> new NoClassDefFoundError("a fault that the test put in"));

        private final Supplier<Throwable> fault;

        Kind(Supplier<Throwable> fault) {
            this.fault = fault;
        }
    }

    /** A scenario that is run again and again; each run tells whether it is right. */
    @FunctionalInterface
    public interface Scenario {
        void run(Injection injection) throws Exception;
    }

    /**
     * Runs the scenario once without a fault and once for each step and kind; returns how many
     * steps there are.
     */
    public static int everywhere(Scenario scenario) throws Exception {
        return everywhere(List.of(Kind.values()), scenario);
    }

    /** The same with these kinds only, for a scenario that takes its time. */
    public static int everywhere(List<Kind> kinds, Scenario scenario) throws Exception {
        Injection none = new Injection(0, () -> null);
        scenario.run(none);
        for (Kind kind : kinds) {
            int at = 0;
            Injection injection;
            do {
                injection = new Injection(++at, kind.fault);
                try {
                    scenario.run(injection);
                } catch (Throwable wrong) {
                    throw new AssertionError(kind + " at step " + at + ", " + injection.where, wrong);
                }
            } while (injection.hit != null);
        }
        return none.steps;
    }

    /** A step, which throws if it is its turn. Any thread. */
    public void step(Object owner, String name) {
        Throwable thrown;
        synchronized (this) {
            if (++steps != at) {
                return;
            }
            hit = owner;
            where = name;
            thrown = fault.get();
        }
        throw Injection.<RuntimeException>unchecked(thrown);
    }

    /** Where the fault was, or null if it was nowhere. */
    public synchronized Object hit() {
        return hit;
    }

    public synchronized String where() {
        return where;
    }

    /**
     * The same object; each call of one of these methods, or of any if none is named, is a step
     * before it is done.
     */
    @SuppressWarnings("unchecked")
    public <T> T around(Class<T> type, T target, String... methods) {
        List<String> steps = Stream.of(methods).toList();
        return (T) Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
            if (method.getDeclaringClass() != Object.class && (steps.isEmpty() || steps.contains(method.getName()))) {
                step(target, type.getSimpleName() + "." + method.getName());
            }
            try {
                method.setAccessible(true);
                return method.invoke(target, arguments);
            } catch (InvocationTargetException thrown) {
                throw thrown.getCause();
            }
        });
    }

    @SuppressWarnings("unchecked")
    private static <T extends Throwable> T unchecked(Throwable thrown) throws T {
        throw (T) thrown;
    }
}
