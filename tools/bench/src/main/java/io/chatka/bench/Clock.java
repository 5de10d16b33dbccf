package io.chatka.bench;

/** Nanoseconds since the generator started: short numbers, which go into every message. */
@FunctionalInterface
interface Clock {
    long nanos();

    static Clock start() {
        long origin = System.nanoTime();
        return () -> System.nanoTime() - origin;
    }
}
