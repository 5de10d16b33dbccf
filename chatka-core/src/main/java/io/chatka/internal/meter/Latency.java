package io.chatka.internal.meter;

/** A sink for durations. Thread-safe; event loops call it, so it must neither block nor throw. */
@FunctionalInterface
public interface Latency {
    Latency NONE = nanos -> {};

    void record(long nanos);
}
