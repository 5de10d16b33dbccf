package io.chatka.internal.meter;

/** Where durations go. Thread-safe; called on event loops, so it must neither block nor throw. */
@FunctionalInterface
public interface Latency {
    Latency NONE = nanos -> {};

    void record(long nanos);
}
