package io.chatka.verify.scenario;

/** In full, as the figures are meant, or in short, as a test that it works at all. */
public enum Scale {
    FULL,
    SHORT;

    int of(int full, int brief) {
        return this == FULL ? full : brief;
    }
}
